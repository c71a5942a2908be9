import PlacementModel
import PlacementOracle

/// Carries a streaming schedule out with random durations and looks at the room on every node.
struct RandomFinishes {
  private struct Move {
    var id: Int
    var size: Int
    var from: Int
    var to: Int
    var isLive: Bool
    var waits: Int
    var followers: [Int] = []
  }

  private let capacity: [Int]
  private var start: [Int]
  private var moves: [Move] = []
  private let policy: MigrationPolicy

  init(_ inventory: Inventory, _ migrations: [Plan.Migration]) {
    let cluster = inventory.cluster
    let names = cluster.nodes.map(\.name)
    func place(_ name: String?) -> Int { names.firstIndex { $0 == name } ?? 0 }
    capacity = cluster.nodes.map { Int($0.allocatable[.cpu].value) }
    start = names.map { _ in 0 }
    var size: [String: Int] = [:]
    for vm in cluster.virtualMachines {
      size[vm.fullName] = Int(vm.requests[.cpu].value)
      start[place(vm.node)] += Int(vm.requests[.cpu].value)
    }
    policy = inventory.policy.migration
    for move in migrations {
      moves.append(
        Move(
          id: move.id,
          size: size[move.vm] ?? 0,
          from: place(move.from),
          to: place(move.to),
          isLive: move.type == .live,
          waits: move.after.count
        )
      )
      for id in move.after { moves[id - 1].followers.append(moves.count - 1) }
    }
  }

  /// The first thing that goes wrong.
  func breach(runs: Int, seed: UInt64) -> String? {
    var random = SplitMix(seed: seed)
    for _ in 0..<runs {
      if let found = run(&random) { return found }
    }
    return nil
  }

  private func run(_ random: inout SplitMix) -> String? {
    var load = start
    var out = start.map { _ in 0 }
    var into = out
    var waits = moves.map(\.waits)
    var ready = moves.indices.filter { waits[$0] == 0 }
    var running: [Int] = []
    var done = 0
    while done < moves.count {
      // Whoever may begin does, in an order of chance as the slots decide.
      ready.shuffle(using: &random)
      for k in ready {
        let move = moves[k]
        if move.isLive {
          guard running.count < policy.parallelPerCluster,
            out[move.from] < policy.parallelOutboundPerNode,
            into[move.to] < policy.parallelInboundPerNode
          else { continue }
          out[move.from] += 1
          into[move.to] += 1
        } else {
          if !running.isEmpty { return "cold migration \(move.id) runs beside others" }
          load[move.from] -= move.size
        }
        running.append(k)
        load[move.to] += move.size
        if load[move.to] > capacity[move.to] { return "migration \(move.id) overfills its target" }
      }
      ready.removeAll(where: running.contains)
      guard let k = running.randomElement(using: &random) else { return "nothing can begin" }
      running.removeAll { $0 == k }
      if moves[k].isLive {
        load[moves[k].from] -= moves[k].size
        out[moves[k].from] -= 1
        into[moves[k].to] -= 1
      }
      done += 1
      for f in moves[k].followers {
        waits[f] -= 1
        if waits[f] == 0 { ready.append(f) }
      }
    }
    return nil
  }
}
