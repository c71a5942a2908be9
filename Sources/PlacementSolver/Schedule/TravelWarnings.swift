import PlacementModel

/// What an operator should know of how the moves will go.
struct TravelWarnings {
  let problem: Problem

  /// Warnings about timeouts and busy links, each with what helps.
  func warnings(_ migrations: [Plan.Migration]) -> [String] {
    slowMoves(migrations) + busyLinks(migrations) + restarts(migrations)
  }

  /// What the cold moves with consent lose and change.
  private func restarts(_ migrations: [Plan.Migration]) -> [String] {
    let cold = Set(migrations.filter { $0.type == .cold }.map(\.vm))
    guard !cold.isEmpty else { return [] }
    return problem.inventory.cluster.virtualMachines.compactMap { vm in
      guard vm.isActive, cold.contains(vm.fullName) else { return nil }
      var parts: [String] = []
      if !vm.losesOnRestart.isEmpty {
        parts.append("loses what \(vm.losesOnRestart.joined(separator: ", ")) holds")
      }
      if let pending = vm.restartPending {
        parts.append("starts a changed template (\(pending.changes.joined(separator: ", ")))")
      }
      return parts.isEmpty
        ? nil : "\(vm.fullName): its cold move \(parts.joined(separator: " and ")), as allowed"
    }
  }

  private var policy: MigrationPolicy { problem.inventory.policy.migration }

  private func slowMoves(_ migrations: [Plan.Migration]) -> [String] {
    let cluster = problem.inventory.cluster
    let moved = Set(migrations.map(\.vm))
    let vms = Dictionary(
      cluster.virtualMachines.indices.filter { moved.contains(problem.names[$0]) }
        .map { (problem.names[$0], cluster.virtualMachines[$0]) },
      uniquingKeysWith: { first, _ in first }
    )
    let links = Dictionary(
      cluster.nodes.map { ($0.name, $0.network?.utilization ?? 0) },
      uniquingKeysWith: { first, _ in first }
    )
    let slow = migrations.filter { move in
      guard move.type == .live, let vm = vms[move.vm] else { return false }
      let used = [move.from, move.to].compactMap { $0.flatMap { links[$0] } }
      return MigrationTime.mayTimeOut(vm, policy, links: used)
    }
    guard !slow.isEmpty else { return [] }
    return [
      Self.list(slow.map(\.vm))
        + " may not be copied before the completion timeout: reduce the load on "
        + (slow.count == 1 ? "it" : "them")
        + ", migrate in a quiet hour, raise bandwidth or completionTimeoutPerGiB, or let "
        + (slow.count == 1 ? "it" : "them") + " go cold"
    ]
  }

  private func busyLinks(_ migrations: [Plan.Migration]) -> [String] {
    let touched = Set(migrations.filter { $0.type == .live }.flatMap { [$0.from ?? "", $0.to] })
    let busy = problem.inventory.cluster.nodes.filter {
      touched.contains($0.name) && ($0.network?.utilization ?? 0) > Lanes.busyLink
    }
    guard !busy.isEmpty else { return [] }
    let links = busy.map { $0.network?.utilization ?? 0 }
    let mebibytes = MigrationTime.bandwidth(policy, links: links) / 1_048_576
    return [
      "the network link of \(Self.list(busy.map(\.name))) is used for more than 80 %: fewer "
        + "migrations run there at a time; set bandwidthPerMigration to "
        + "\(max(1, Int(mebibytes)))Mi or less, and consider a network for migrations alone "
        + "(spec.configuration.migrations.network)"
    ]
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(5).joined(separator: ", ")
      + (names.count > 5 ? " and \(names.count - 5) more" : "")
  }
}
