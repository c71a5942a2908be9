import PlacementSolver

/// Carries a streaming schedule out many times, each time with moves ending in another order.
///
/// It knows nothing of the checker or the scheduler: slots, cpu and memory are counted anew.
struct RandomEnds {
  private struct Move {
    var cores: Int
    var memory: Int
    var from: Int
    var to: Int
    var isLive: Bool
    var waits: Int
    var followers: [Int] = []
  }

  private var room: [(cores: Int, memory: Int)] = []
  private var moves: [Move] = []
  private let policy: MigrationPolicy

  init(_ inventory: Inventory, _ migrations: [Plan.Migration]) {
    var place: [String: Int] = [:]
    for (n, node) in inventory.cluster.nodes.enumerated() {
      place[node.name] = n
      room.append(
        (Int(node.allocatable[.cpu].value), Int(node.allocatable[.memory].value))
      )
    }
    var size: [String: (cores: Int, memory: Int)] = [:]
    for vm in inventory.cluster.virtualMachines {
      let amounts = (Int(vm.requests[.cpu].value), Int(vm.requests[.memory].value))
      size[vm.fullName] = amounts
      if let n = vm.node.flatMap({ place[$0] }) {
        room[n].cores -= amounts.0
        room[n].memory -= amounts.1
      }
    }
    policy = inventory.policy.migration
    var index: [Int: Int] = [:]
    for move in migrations {
      index[move.id] = moves.count
      for id in move.after { if let i = index[id] { moves[i].followers.append(moves.count) } }
      let amounts = size[move.vm] ?? (0, 0)
      moves.append(
        Move(
          cores: amounts.cores,
          memory: amounts.memory,
          from: move.from.flatMap { place[$0] } ?? 0,
          to: place[move.to] ?? 0,
          isLive: move.type == .live,
          waits: move.after.count
        )
      )
    }
  }

  /// The first thing that goes wrong in so many runs.
  func breach(runs: Int, seed: UInt64) -> String? {
    var random = SplitMix(seed: seed)
    for _ in 0..<runs {
      if let found = run(&random) { return found }
    }
    return nil
  }

  private func run(_ random: inout SplitMix) -> String? {
    var room = room
    var out = [Int](repeating: 0, count: room.count)
    var into = out
    var waits = moves.map(\.waits)
    var ready = moves.indices.filter { waits[$0] == 0 }
    var running: [Int] = []
    var done = 0
    while done < moves.count {
      // Whoever may begin does, in an order that chance decides.
      var tries = ready.count
      while tries > 0, running.count < policy.parallelPerCluster {
        tries -= 1
        let pick = tries == 0 ? 0 : random.below(tries + 1)
        ready.swapAt(pick, tries)
        let k = ready[tries]
        let move = moves[k]
        if move.isLive {
          guard out[move.from] < policy.parallelOutboundPerNode,
            into[move.to] < policy.parallelInboundPerNode
          else { continue }
          out[move.from] += 1
          into[move.to] += 1
        } else {
          if !running.isEmpty { return "a cold migration runs beside others" }
          room[move.from].cores += move.cores
          room[move.from].memory += move.memory
        }
        ready.remove(at: tries)
        running.append(k)
        room[move.to].cores -= move.cores
        room[move.to].memory -= move.memory
        if room[move.to].cores < 0 || room[move.to].memory < 0 { return "a node is overfull" }
      }
      guard !running.isEmpty else { return "nothing can begin" }
      let k = running.remove(at: random.below(running.count))
      if moves[k].isLive {
        room[moves[k].from].cores += moves[k].cores
        room[moves[k].from].memory += moves[k].memory
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
