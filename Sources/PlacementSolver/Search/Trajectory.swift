import PlacementModel

/// An order of moves that can be changed anywhere: who is where at every moment.
///
/// Moves are made one by one at moments between 0 and 1. Each node has a list of who comes and goes,
/// so that whether a VM may come earlier, stay longer or go elsewhere is a look at a few such lists,
/// whatever the number of moves.
struct Trajectory {
  let problem: Problem
  /// Where everything is in the end.
  var end: Placement
  private(set) var routes: [Route]
  /// Who comes to and leaves each node, by time; a row for each node.
  private var events: [Event]
  private var eventCount: [Int]
  private let width: Int
  /// Requests on each node at the start.
  private let used: [Int64]
  /// Members of each group, with their parts.
  private let members: [[(vm: Int, part: Tally.Role)]]

  /// The moves of one VM: none, one, or one to a parking place and one from there.
  struct Route: Equatable {
    var count = 0
    var time = SIMD2<Double>.zero
    var node = SIMD2<Int32>(-1, -1)

    /// Stays.
    static let none = Route()

    /// Goes straight to a node.
    init(to n: Int, at time: Double) {
      count = 1
      self.time[0] = time
      node[0] = Int32(n)
    }

    /// Waits on another node first.
    init(over parking: Int, at first: Double, to n: Int, at second: Double) {
      count = 2
      time = SIMD2(first, second)
      node = SIMD2(Int32(parking), Int32(n))
    }

    private init() {}

    /// When it gets to where it ends.
    var arrival: Double? { count > 0 ? time[count - 1] : nil }

    /// Where a VM is just before a moment.
    @inline(__always)
    func place(before moment: Double, from home: Int32) -> Int32 {
      var place = home
      for i in 0..<count where time[i] < moment { place = node[i] }
      return place
    }
  }

  private struct Event {
    var time: Double
    var vm: Int32
    /// 1 for an arrival, -1 for a departure.
    var sign: Int32
  }

  /// `nil` where the order has moves that cannot be told in this way.
  init?(_ problem: Problem, _ batches: [[Transit.Step]]) {
    let p = problem
    self.problem = p
    let steps = batches.flatMap { $0 }
    end = Placement(p)
    used = end.used
    routes = [Route](repeating: .none, count: p.vmCount)
    width = 64 + 8 * p.vmCount / max(1, p.nodeCount)
    events = [Event](
      repeating: Event(time: 0, vm: 0, sign: 0),
      count: width * p.nodeCount
    )
    eventCount = [Int](repeating: 0, count: p.nodeCount)
    members = p.groups.indices.map { g in
      let group = p.groups[g]
      return Set(group.owners + group.matched).sorted().compactMap { v in
        p.memberships(of: v).first { Int($0.group) == g }.map { (v, $0.tally) }
      }
    }
    var routes = self.routes
    for (k, step) in steps.enumerated() {
      let time = Double(k + 1) / Double(steps.count + 1)
      let v = step.vm
      // Stopped VMs charge nothing, and go last.
      guard p.isActive(v) else { continue }
      guard !step.isFallback else { return nil }
      switch routes[v].count {
      case 0: routes[v] = Route(to: step.to, at: time)
      case 1:
        let first = routes[v]
        routes[v] = Route(over: Int(first.node[0]), at: first.time[0], to: step.to, at: time)
      default: return nil
      }
    }
    for v in 0..<p.vmCount where routes[v].count > 0 {
      guard set(v, routes[v]) else { return nil }
    }
  }

  /// Gives a VM another route, whatever the rules say; whether there was room to write it down.
  mutating func set(_ v: Int, _ route: Route) -> Bool {
    let old = routes[v]
    guard old != route else { return true }
    var place = problem.start[v]
    for i in 0..<old.count {
      remove(v, from: place, old.time[i])
      remove(v, from: old.node[i], old.time[i])
      place = old.node[i]
    }
    place = problem.start[v]
    var fits = true
    for i in 0..<route.count {
      fits = insert(v, at: place, route.time[i], -1) && fits
      fits = insert(v, at: route.node[i], route.time[i], 1) && fits
      place = route.node[i]
    }
    routes[v] = route
    end.set(problem, v, to: Int(place))
    return fits
  }

  private mutating func remove(_ v: Int, from node: Int32, _ time: Double) {
    guard node >= 0 else { return }
    let n = Int(node)
    var i = n * width
    let last = i + eventCount[n]
    while i < last && !(events[i].vm == Int32(v) && events[i].time == time) { i += 1 }
    guard i < last else { return }
    while i + 1 < last {
      events[i] = events[i + 1]
      i += 1
    }
    eventCount[n] -= 1
  }

  private mutating func insert(_ v: Int, at node: Int32, _ time: Double, _ sign: Int32) -> Bool {
    guard node >= 0 else { return true }
    let n = Int(node)
    guard eventCount[n] < width else { return false }
    var i = n * width + eventCount[n]
    while i > n * width && events[i - 1].time > time {
      events[i] = events[i - 1]
      i -= 1
    }
    events[i] = Event(time: time, vm: Int32(v), sign: sign)
    eventCount[n] += 1
    return true
  }

  // MARK: What is legal

  /// Whether a VM's requests, and those of all others, fit whenever somebody arrives at a node.
  ///
  /// O(resources · moves to and from it).
  func fits(_ n: Int) -> Bool {
    let count = problem.resourceCount
    let tables = end.tables
    let first = n * width
    for r in 0..<count {
      let limit = tables.limit[n * count + r]
      var level = used[n * count + r]
      for i in first..<first + eventCount[n] {
        let request = tables.requests[Int(events[i].vm) * count + r]
        if events[i].sign > 0 {
          level += request
          if level > limit { return false }
        } else {
          level -= request
        }
      }
    }
    return true
  }

  /// Whether rules that keep VMs apart are kept at each arrival of those that share them with a VM.
  ///
  /// O(members²).
  func keepsApart(_ v: Int) -> Bool {
    problem.memberships(of: v).allSatisfy { m in
      let g = Int(m.group)
      guard problem.groups[g].required else { return true }
      return members[g].allSatisfy { member in
        let route = routes[member.vm]
        return (0..<route.count).allSatisfy { i in
          mayArrive(Problem.Membership(group: m.group, tally: member.part), member.vm, route, i)
        }
      }
    }
  }

  /// Whether a member may make one of its moves beside the others of a group.
  private func mayArrive(
    _ m: Problem.Membership,
    _ v: Int,
    _ route: Route,
    _ i: Int
  ) -> Bool {
    let p = problem
    let time = route.time[i]
    let from = Int(route.place(before: time, from: p.start[v]))
    let move = GroupMove(p, m, vm: v, from: from, to: Int(route.node[i]))
    guard move.target >= 0 else { return true }
    var there = Tally()
    for other in members[move.g] where other.vm != v {
      let place = routes[other.vm].place(before: time, from: p.start[other.vm])
      if p.domain(move.g, Int(place)) == move.target { there.add(other.part, 1) }
    }
    return p.groups[move.g].kind.meaning.admits(move, beside: there, in: p)
  }

  /// Whether ``fits(_:)`` and ``keepsApart(_:)`` are all that a VM's moves have to keep.
  func isFree(_ v: Int) -> Bool {
    let p = problem
    guard p.role[v] == .movable || p.role[v] == .forced else { return false }
    return p.memberships(of: v).allSatisfy { m in
      let group = p.groups[Int(m.group)]
      guard group.required else { return true }
      return group.kind.meaning.isJudgedByArrival && group.inFlight.isEmpty
        && members[Int(m.group)].count <= Self.mostMembers
    }
  }

  /// Groups with more members take too long to look at.
  private static let mostMembers = 40

  // MARK: Results

  /// What VMs pay for waiting on their way.
  func detourPrice(_ v: Int, _ route: Route) -> Double {
    guard route.count == 2 else { return 0 }
    return problem.price[v] * (route.node[1] == problem.start[v] ? 2 : 1)
  }

  /// The moves, one after the other.
  var steps: [Transit.Step] {
    let p = problem
    var list: [(time: Double, step: Transit.Step)] = []
    for v in 0..<p.vmCount {
      let route = routes[v]
      var from = Int(p.start[v])
      for i in 0..<route.count {
        let to = Int(route.node[i])
        let isParking = i + 1 < route.count
        let type = route.count == 2 ? .live : p.move(v, to: to)?.type ?? .live
        list.append(
          (route.time[i], Transit.Step(vm: v, from: from, to: to, type: type, isParking: isParking))
        )
        from = to
      }
    }
    list.sort { ($0.time, $0.step.vm) < ($1.time, $1.step.vm) }
    return list.map(\.step)
  }
}
