import PlacementModel

/// One attempt at an order.
struct OrderRun {
  let problem: Problem
  var transit: Transit
  /// All moves by number; those of VMs that make room are appended.
  var steps: [Transit.Step]
  /// The moves still to make, most preferred first.
  var queue: [Int]
  var order: Orderer.Order
  /// Moves that were in want of room, and those never made.
  var inWant: Set<Int> = []
  /// VMs that have moved to a parking place.
  var hasParked: Set<Int> = []
  /// The VMs on each node.
  var residents: [[Int]]
  /// The moves into each node that are still to be made.
  var waiting: [[Int]]
  /// The move of each VM that is still to be made, -1 for none.
  var moveOf: [Int]
  /// Whether each move is in the batch or made: inner loops go through thousands.
  private var isTaken: [Bool]
  /// How many placements are still to be made.
  private var placementsLeft: Int
  /// How often something left a node; a move that found no room is not tried before it has changed.
  private var departures: [Int32]
  /// The number of departures when a move last found no room.
  private var triedAt: [Int32]

  /// - Parameter urgency: What goes first whatever its size, by move.
  init(_ p: Problem, _ steps: [Transit.Step], urgency: [Int]) {
    problem = p
    transit = Transit(p)
    self.steps = steps
    queue = steps.indices.sorted { (-urgency[$0], $0) < (-urgency[$1], $1) }
    order = Orderer.Order(placement: transit.end)
    residents = [[Int]](repeating: [], count: p.nodeCount)
    for v in 0..<p.vmCount where p.isActive(v) && p.start[v] >= 0 {
      residents[Int(p.start[v])].append(v)
    }
    waiting = [[Int]](repeating: [], count: p.nodeCount)
    moveOf = [Int](repeating: -1, count: p.vmCount)
    for i in queue {
      waiting[steps[i].to].append(i)
      moveOf[steps[i].vm] = i
    }
    isTaken = [Bool](repeating: false, count: steps.count)
    placementsLeft = steps.count { $0.type == .place }
    departures = [Int32](repeating: 0, count: p.nodeCount)
    triedAt = [Int32](repeating: -1, count: steps.count)
  }

  /// Makes what can be made, with what makes room where nothing can begin.
  mutating func run(mayImprove: Bool, _ context: inout SolveContext) {
    while !queue.isEmpty {
      if start(.place, &context) || start(.live, &context) || startCold(.helpful, &context) {
        continue
      }
      if makeRoom(&context) || startCold(.any, &context) || fallBack(&context) { continue }
      if mayImprove && retarget(&context) { continue }
      break
    }
    if !queue.isEmpty {
      inWant.formUnion(queue)
      if mayImprove { improve(&context) }
    }
  }

  // MARK: Batches

  /// Makes one batch of a type, one given move first.
  mutating func start(
    _ type: Plan.MigrationType,
    first: Int? = nil,
    _ context: inout SolveContext
  ) -> Bool {
    // Looking through all moves takes long where there are thousands, and each batch would do it.
    if type == .place && placementsLeft == 0 { return false }
    let limit = type == .live ? problem.inventory.policy.migration.parallelPerCluster : .max
    var joined: [Int] = []
    var source = -1
    if let first {
      joined += join(first)
      if !joined.isEmpty { source = steps[first].from }
    }
    // Smallest first; then the rest of the first one's source, so that nodes empty one by one.
    for sameSource in joined.isEmpty ? [false, true, false] : [true, false] {
      for i in queue where steps[i].type == type {
        if transit.moves.count >= limit { break }
        if sameSource && steps[i].from != source || isTaken[i] { continue }
        if triedAt[i] == departures[steps[i].to] { continue }
        context.spend(1)
        let added = join(i)
        if added.isEmpty { continue }
        joined += added
        if source < 0 {
          source = steps[i].from
          break
        }
      }
    }
    guard !joined.isEmpty else { return false }
    commit(joined)
    return true
  }

  private enum Worth { case helpful, any }

  /// Makes cold moves: at first all from nodes that others wait for, then any one.
  ///
  /// Each stops all others for as long as it takes. Done at once they do so once; one between every
  /// two live moves would have the slots idle again and again.
  private mutating func startCold(_ worth: Worth, _ context: inout SolveContext) -> Bool {
    let othersWait = queue.contains { steps[$0].type != .cold }
    var hasBegun = false
    for i in queue where steps[i].type == .cold {
      if worth == .helpful, othersWait, waiting[steps[i].from].isEmpty { continue }
      if triedAt[i] == departures[steps[i].to] { continue }
      context.spend(1)
      guard goCold(i) else { continue }
      if worth == .any { return true }
      hasBegun = true
    }
    return hasBegun
  }

  mutating func goCold(_ i: Int) -> Bool {
    guard transit.goCold(steps[i]) else {
      noteRoom(i)
      return false
    }
    order.batches.append([steps[i]])
    complete([i])
    return true
  }

  /// Puts a move into the batch, and those that have to go together with it; what was put in.
  private mutating func join(_ i: Int) -> [Int] {
    let step = steps[i]
    guard transit.admits(step) else {
      noteRoom(i)
      return []
    }
    transit.begin(step)
    isTaken[i] = true
    if transit.endIsLegal { return [i] }
    var added = [i]
    for other in queue
    where steps[other].type == step.type && isBound(steps[other].vm, to: step.vm)
      && steps[other].vm != step.vm && !transit.moves.contains(steps[other])
    {
      guard transit.admits(steps[other]) else { break }
      transit.begin(steps[other])
      isTaken[other] = true
      added.append(other)
    }
    if transit.endIsLegal { return added }
    for other in added.reversed() {
      transit.cancel(steps[other])
      isTaken[other] = false
    }
    return []
  }

  /// Remembers that a move found no room, so as not to try it in vain.
  private mutating func noteRoom(_ i: Int) {
    if transit.hasRoom(steps[i].vm, at: steps[i].to) { return }
    triedAt[i] = departures[steps[i].to]
  }

  private func isBound(_ a: Int, to b: Int) -> Bool {
    problem.memberships(of: a).contains { m in
      let group = problem.groups[Int(m.group)]
      return group.required && group.kind.meaning.movesInOneBatch && group.owners.contains(b)
    }
  }

  private mutating func commit(_ joined: [Int]) {
    order.batches.append(transit.moves)
    transit.finishAll()
    complete(joined)
  }

  /// Takes moves off the list of those to be made.
  private mutating func complete(_ done: [Int]) {
    for i in done.sorted() {
      isTaken[i] = true
      if steps[i].type == .place { placementsLeft -= 1 }
      settle(steps[i])
      waiting[steps[i].to].removeAll { $0 == i }
      moveOf[steps[i].vm] = -1
    }
    queue.removeAll { isTaken[$0] }
  }

  /// Notes where a VM is now.
  mutating func settle(_ step: Transit.Step) {
    if step.from >= 0 {
      residents[step.from].removeAll { $0 == step.vm }
      departures[step.from] += 1
    }
    residents[step.to].append(step.vm)
  }

  /// Appends a move that was not asked for.
  mutating func append(_ step: Transit.Step) {
    queue.append(steps.count)
    moveOf[step.vm] = steps.count
    waiting[step.to].append(steps.count)
    steps.append(step)
    isTaken.append(false)
    triedAt.append(-1)
  }

  /// Sends a VM elsewhere than it was to go.
  mutating func redirect(_ i: Int, to step: Transit.Step) {
    waiting[steps[i].to].removeAll { $0 == i }
    steps[i] = step
    waiting[step.to].append(i)
    triedAt[i] = -1
  }

  // MARK: Results

  /// Moves that count against the limit, those to parking places included.
  var movesMade: Int {
    order.batches.reduce(0) { $0 + $1.count { $0.type != .place } }
  }

  var movesPlanned: Int { movesMade + queue.count { steps[$0].type != .place } }

  /// Cold moves of active VMs, made and still to be made.
  var coldMovesPlanned: Int {
    order.batches.reduce(0) { $0 + $1.count { $0.type == .cold } }
      + queue.count { steps[$0].type == .cold }
  }

  func finish() -> Orderer.Order {
    let p = problem
    var result = order
    result.placement = transit.end
    // Who never got beyond the parking place ends there, and has paid for that already.
    for i in queue where hasParked.contains(steps[i].vm) {
      let vm = steps[i].vm
      result.parkingPrice -= Int(p.start[vm]) == steps[i].to ? 2 * p.price[vm] : p.price[vm]
      for b in result.batches.indices {
        for m in result.batches[b].indices where result.batches[b][m].vm == vm {
          result.batches[b][m].isParking = false
        }
      }
    }
    result.unreachable = queue.map { steps[$0].vm }.sorted()
    result.missed = queue.map { (steps[$0].vm, steps[$0].to) }
    return result
  }
}
