import PlacementModel

/// How many migrations are under way, the run's and those of others, against the limits.
struct Slots {
  private let limits: MigrationPolicy
  private var total = 0
  private var outbound: [String: Int] = [:]
  private var inbound: [String: Int] = [:]
  /// The VM that is being moved cold.
  private var cold: String?

  init(state: RunState, transfers: [Transfer]) {
    limits = state.limits
    let own = state.header.run
    for move in state.moves where move.isActive {
      switch move.step {
      case .pinning, .migrating, .withdrawing: count(move.migration.from, move.migration.to)
      default: if move.isCold { cold = move.migration.vm }
      }
    }
    for transfer in transfers where transfer.isUnderWay && transfer.tag?.run != own {
      count(transfer.source, transfer.target)
    }
  }

  private mutating func count(_ source: String?, _ target: String?) {
    total += 1
    if let source { outbound[source, default: 0] += 1 }
    if let target { inbound[target, default: 0] += 1 }
  }

  /// What a move has to wait for, in words; `nil` where it may start.
  func occupied(for move: MoveState) -> String? {
    guard move.type == .live else {
      return cold.map { "\($0): cold migrations run one at a time" }
    }
    if total >= limits.parallelPerCluster {
      return "slot in the cluster, \(total)/\(limits.parallelPerCluster)"
    }
    if let from = move.migration.from, let used = outbound[from],
      used >= limits.parallelOutboundPerNode
    {
      return "slot on \(from), \(used)/\(limits.parallelOutboundPerNode)"
    }
    let to = move.migration.to
    if let used = inbound[to], used >= limits.parallelInboundPerNode {
      return "slot into \(to), \(used)/\(limits.parallelInboundPerNode)"
    }
    return nil
  }

  /// Counts a move that is about to start.
  mutating func take(_ move: MoveState) {
    if move.type == .live {
      count(move.migration.from, move.migration.to)
    } else {
      cold = move.migration.vm
    }
  }
}
