import HeapModule
import PlacementModel

/// Tries every order of a small problem, one move after the other, fewest bytes on detours first.
///
/// Where it ends without an order there is none, members of affinity rules that would have to go
/// together left aside.
struct CompleteSearch {
  let problem: Problem
  /// The moves to be made.
  let steps: [Transit.Step]

  /// The largest product of VMs and nodes that is searched, and the most states looked at.
  static let largest = 24
  private static let mostStates = 4_000

  private struct Path: Comparable {
    var cost: Double
    var number: Int
    var steps: [Transit.Step]
    static func < (a: Path, b: Path) -> Bool { (a.cost, a.number) < (b.cost, b.number) }
    static func == (a: Path, b: Path) -> Bool { a.number == b.number }
  }

  /// Where each VM is and how far on its way.
  private struct Place: Hashable {
    var node: Int32
    var moved: UInt8
  }

  /// The moves in an order that can be made; `nil` where none was found.
  ///
  /// O(states · VMs · nodes).
  func order(_ context: inout SolveContext) -> [Transit.Step]? {
    let p = problem
    guard p.vmCount * p.nodeCount <= Self.largest else { return nil }
    var goal = p.start
    for step in steps { goal[step.vm] = Int32(step.to) }
    let mostMoves = max(p.migrationLimit, steps.count { $0.type != .place })
    var seen: Set<[Place]> = []
    var heap: Heap<Path> = [Path(cost: 0, number: 0, steps: [])]
    var number = 0
    while let path = heap.popMin(), seen.count < Self.mostStates, !context.isExhausted {
      var transit = Transit(p)
      var moved = [UInt8](repeating: 0, count: p.vmCount)
      for step in path.steps {
        make(step, &transit)
        moved[step.vm] = step.isParking ? 1 : 2
      }
      let places = (0..<p.vmCount).map { Place(node: transit.end.node[$0], moved: moved[$0]) }
      guard seen.insert(places).inserted else { continue }
      if transit.end.node == goal { return path.steps }
      guard path.steps.count(where: { $0.type != .place }) < mostMoves else { continue }
      context.spend(p.vmCount * p.nodeCount)
      for step in moves(transit, moved, goal) {
        guard mayMake(step, &transit) else { continue }
        number += 1
        let detour = step.isParking ? p.guestMemory[step.vm] + 1 : 0
        heap.insert(Path(cost: path.cost + detour, number: number, steps: path.steps + [step]))
      }
    }
    return nil
  }

  /// What may be tried from a state: to the end, or to a parking place.
  private func moves(_ transit: Transit, _ moved: [UInt8], _ goal: [Int32]) -> [Transit.Step] {
    let p = problem
    var list: [Transit.Step] = []
    for v in 0..<p.vmCount where moved[v] < 2 && p.isActive(v) {
      let from = Int(transit.end.node[v])
      let wanted = steps.first { $0.vm == v }
      if Int32(from) != goal[v] {
        if var step = wanted {
          step.from = from
          list.append(step)
        } else {
          list.append(Transit.Step(vm: v, from: from, to: Int(goal[v]), type: .live))
        }
      }
      guard moved[v] == 0, p.role[v] == .movable || p.role[v] == .forced else { continue }
      guard wanted?.type == .live || wanted == nil && p.mayReturn(v) else { continue }
      for n in p.balanceSet where n != from && n != Int(goal[v]) {
        guard let way = p.move(v, to: n), way.type == .live else { continue }
        list.append(Transit.Step(vm: v, from: from, to: n, type: .live, isParking: true))
      }
    }
    return list
  }

  private func make(_ step: Transit.Step, _ transit: inout Transit) {
    if step.type == .cold { _ = transit.goCold(step) } else { transit.jump(step) }
  }

  private func mayMake(_ step: Transit.Step, _ transit: inout Transit) -> Bool {
    if step.type == .cold {
      guard transit.goCold(step) else { return false }
      transit.takeBack(cold: step)
      return true
    }
    guard transit.admits(step) else { return false }
    transit.begin(step)
    defer { transit.cancel(step) }
    return transit.endIsLegal
  }

  /// The same moves in batches, each taking in what may run beside it.
  func batches(_ list: [Transit.Step]) -> [[Transit.Step]] {
    var transit = Transit(problem)
    var batches: [[Transit.Step]] = []
    for step in list {
      if step.type != .cold, let last = batches.last, last.first?.type == step.type,
        !last.contains(where: { $0.vm == step.vm }), transit.admits(step)
      {
        transit.begin(step)
        if transit.endIsLegal {
          batches[batches.count - 1].append(step)
          continue
        }
        transit.cancel(step)
      }
      transit.finishAll()
      batches.append([step])
      if step.type == .cold { _ = transit.goCold(step) } else { transit.begin(step) }
    }
    return batches
  }
}
