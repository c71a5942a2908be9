import PlacementModel

/// Judges what each move waits for: whether every rule holds however long each move takes.
///
/// At any moment, take the move that begins last in the list among those that have begun and touch
/// a node, a quota or a domain. What is there is at most what all listed up to it bring, and what
/// has left is at least what it waited for. So it is enough to look at each move once.
struct StreamCheck {
  /// A move of the list.
  struct Move {
    var id: Int
    var vm: Int
    var from: Int
    var to: Int
    var type: Plan.MigrationType
    var batch: Int
    var after: [Int]
  }

  private let yardstick: Yardstick
  private let moves: [Move]
  /// Of each move its VM, and whether it is cold: all that most pairs need.
  private let vms: [Int]
  private let isCold: [Bool]
  /// For each move all that must have ended before it begins, by place in the list.
  private var ended: [Marks] = []
  private var found: [Violation] = []
  private var facts: Facts { yardstick.facts }

  /// Prepares for the moves in the order of the list.
  init(_ yardstick: Yardstick, _ moves: [Move]) {
    self.yardstick = yardstick
    self.moves = moves
    vms = moves.map(\.vm)
    isCold = moves.map { $0.type == .cold }
  }

  /// Everything that could go wrong.
  func problems() -> [Violation] {
    var check = self
    check.follow()
    for k in moves.indices {
      check.checkOrder(k)
      guard facts.active[moves[k].vm], moves[k].type != .cold else { continue }
      check.checkCapacity(k)
      check.checkQuotas(k)
      check.checkGroups(k)
    }
    return check.found
  }

  private mutating func note(_ code: Violation.Code, _ message: String, _ k: Int, node: Int? = nil)
  {
    found.append(
      Violation(
        code,
        message,
        batch: moves[k].batch,
        vm: facts.vms[moves[k].vm].fullName,
        node: node.map { facts.nodes[$0].name }
      )
    )
  }

  /// Finds what each move waits for, directly or not.
  private mutating func follow() {
    var place: [Int: Int] = [:]
    for k in moves.indices {
      var all = Marks(count: moves.count)
      for id in moves[k].after {
        guard let j = place[id] else {
          note(.after, "it waits for migration \(id), which is not listed before it", k)
          continue
        }
        all.insert(j)
        all.formUnion(ended[j])
      }
      ended.append(all)
      place[moves[k].id] = k
    }
  }

  // MARK: - Who goes first

  private mutating func checkOrder(_ k: Int) {
    let move = moves[k]
    let binding = Set(facts.countedIn[move.vm] + facts.carries[move.vm]).filter { g in
      guard yardstick.binds(g) else { return false }
      switch facts.groups[g].kind {
      case .affinity, .podAffinity, .topologySpread: return true
      case .antiAffinity, .podAntiAffinity, .spread: return false
      }
    }
    .sorted()
    let concernsAll =
      move.type == .cold || !binding.isEmpty || !facts.dependenciesOf[move.vm].isEmpty
    for j in ended[k].unmarked(before: k)
    where concernsAll || isCold[j] || vms[j] == move.vm {
      let other = moves[j]
      if move.type == .cold || other.type == .cold {
        note(.after, "it does not wait for migration \(other.id), and a cold move runs alone", k)
        return
      }
      if other.vm == move.vm {
        note(.after, "it does not wait for migration \(other.id) of the same VM", k)
      }
      if move.type != .place, other.type != .place, other.vm != move.vm {
        for d in facts.dependenciesOf[move.vm]
        where facts.dependencies[d].members.contains(other.vm) {
          note(
            .dependency,
            "rule \(facts.dependencies[d].name): it does not wait for migration \(other.id)",
            k
          )
        }
      }
      guard facts.active[move.vm], facts.active[other.vm], other.batch < move.batch else {
        continue
      }
      for g in binding where isTouched(g, by: other.vm) {
        note(
          facts.groups[g].code,
          "\(facts.groups[g].title): it does not wait for migration \(other.id) of an earlier batch",
          k
        )
      }
    }
  }

  private func isTouched(_ g: Int, by vm: Int) -> Bool {
    facts.countedIn[vm].contains(g) || facts.carries[vm].contains(g)
  }

  // MARK: - Room

  private mutating func checkCapacity(_ k: Int) {
    let node = moves[k].to
    var load = facts.resources.indices.map { yardstick.start.requests(on: node, $0) }
    for j in 0...k where facts.active[moves[j].vm] {
      let arrives = moves[j].to == node
      let has = moves[j].from == node && ended[k].contains(j)
      if arrives == has { continue }
      for charge in facts.vmRequests[moves[j].vm] {
        load[charge.resource] += arrives ? charge.amount : -charge.amount
      }
    }
    for (r, sum) in load.enumerated() {
      guard let limit = facts.limit(of: r, on: node), sum > limit else { continue }
      note(
        .capacity,
        "\(facts.resources[r]): up to \(sum) requested when it arrives, the limit is \(limit)",
        k,
        node: node
      )
    }
  }

  private mutating func checkQuotas(_ k: Int) {
    let namespace = facts.vms[moves[k].vm].namespace
    for q in yardstick.start.quotas(of: moves[k].vm) {
      for (e, entry) in facts.quotas[q].entries.enumerated() {
        func amount(_ j: Int) -> Int128 {
          facts.amount(of: entry.resource, requestedBy: moves[j].vm)
        }
        guard amount(k) > 0 else { continue }
        var sum = yardstick.start.quotaUse[q][e]
        for j in 0...k where facts.vms[moves[j].vm].namespace == namespace {
          guard facts.active[moves[j].vm] else { continue }
          // A placed VM stays; a second pod is gone once its migration has ended.
          if moves[j].type == .place || moves[j].type == .live && !ended[k].contains(j) {
            sum += amount(j)
          }
        }
        guard sum > entry.hard else { continue }
        note(
          .quota,
          "quota \(facts.quotas[q].name): \(entry.label) up to \(sum), hard is \(entry.hard)",
          k
        )
      }
    }
  }

  // MARK: - Rules on several VMs

  private mutating func checkGroups(_ k: Int) {
    let vm = moves[k].vm
    for g in Set(facts.countedIn[vm] + facts.carries[vm]).sorted() where yardstick.binds(g) {
      let group = facts.groups[g]
      let (source, target) = (domain(moves[k].from, g), domain(moves[k].to, g))
      switch group.kind {
      case .antiAffinity(let most):
        guard target != Facts.none, target != source else { continue }
        let number = yardstick.start.counted[g][target] + change(k, g, target, group.counted)
        if let problem = yardstick.overfilled(g, target, number, most) {
          note(problem.code, problem.message, k)
        }
      case .spread(let maxSkew): checkSkew(k, g, maxSkew)
      case .podAntiAffinity: checkConflict(k, g, target)
      case .affinity, .podAffinity, .topologySpread: continue
      }
    }
  }

  private func domain(_ node: Int, _ g: Int) -> Int { yardstick.start.domain(of: node, in: g) }

  /// Arrivals in a domain up to a move, less the departures that it waits for.
  private func change(_ k: Int, _ g: Int, _ domain: Int, _ who: [Int]) -> Int {
    (0...k).reduce(0) { sum, j in
      guard facts.active[moves[j].vm], who.contains(moves[j].vm) else { return sum }
      let (from, to) = (self.domain(moves[j].from, g), self.domain(moves[j].to, g))
      if from == to { return sum }
      let left = from == domain && ended[k].contains(j)
      return sum + (to == domain ? 1 : 0) - (left ? 1 : 0)
    }
  }

  private mutating func checkSkew(_ k: Int, _ g: Int, _ maxSkew: Int) {
    let group = facts.groups[g]
    guard let judged = group.judged, !judged.isEmpty, group.counted.contains(moves[k].vm),
      domain(moves[k].from, g) != domain(moves[k].to, g)
    else { return }
    var fullest = 0
    var emptiest = Int.max
    for d in judged.sorted() {
      var (most, least) = (yardstick.start.counted[g][d], yardstick.start.counted[g][d])
      for j in 0...k where facts.active[moves[j].vm] && group.counted.contains(moves[j].vm) {
        let (from, to) = (domain(moves[j].from, g), domain(moves[j].to, g))
        if from == to { continue }
        let over = ended[k].contains(j)
        if to == d { most += 1 }
        if to == d && over { least += 1 }
        if from == d { least -= 1 }
        if from == d && over { most -= 1 }
      }
      fullest = max(fullest, most)
      emptiest = min(emptiest, least)
    }
    guard fullest - emptiest - maxSkew > yardstick.excess[g] else { return }
    note(
      group.code,
      "\(group.title): up to \(fullest) members in a domain against \(emptiest) in another,"
        + " allowed are \(maxSkew) more",
      k
    )
  }

  private mutating func checkConflict(_ k: Int, _ g: Int, _ target: Int) {
    if target == Facts.none { return }
    let group = facts.groups[g]
    let vm = moves[k].vm
    let isNew = domain(moves[k].from, g) != target
    let own = isNew && group.counted.contains(vm) ? 1 : 0
    let ownTerm = group.carriers.contains(vm) ? 1 : 0
    let there = yardstick.start.counted[g][target] + change(k, g, target, group.counted) - own
    let terms = yardstick.start.carrying[g][target] + change(k, g, target, group.carriers) - ownTerm
    if group.carriers.contains(vm), there > 0 {
      note(group.code, "\(group.title): up to \(there) pods that its term matches are there", k)
    }
    if group.counted.contains(vm), terms > 0 {
      note(
        group.code,
        "\(group.title): up to \(terms) pods there have a term that keeps it away",
        k
      )
    }
  }
}

/// Which places of a list are marked.
private struct Marks {
  private var words: [UInt64]

  init(count: Int) { words = [UInt64](repeating: 0, count: count / 64 + 1) }

  func contains(_ place: Int) -> Bool { words[place / 64] & (1 << UInt64(place % 64)) != 0 }

  /// The places before one that are not marked, in order.
  func unmarked(before end: Int) -> [Int] {
    var places: [Int] = []
    for w in 0..<(end + 63) / 64 {
      var open = ~words[w]
      while open != 0 {
        let place = 64 * w + open.trailingZeroBitCount
        guard place < end else { break }
        places.append(place)
        open &= open - 1
      }
    }
    return places
  }

  mutating func insert(_ place: Int) { words[place / 64] |= 1 << UInt64(place % 64) }
  mutating func formUnion(_ other: Marks) {
    for i in words.indices { words[i] |= other.words[i] }
  }
}
