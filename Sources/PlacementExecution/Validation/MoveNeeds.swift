import PlacementModel

/// What one move needs of the cluster, asked in the order an operator would.
struct MoveNeeds {
  private let machines: [String: VirtualMachine]
  private let nodes: [String: Node]

  init(_ cluster: Cluster) {
    machines = Dictionary(
      cluster.virtualMachines.map { ($0.fullName, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    nodes = Dictionary(cluster.nodes.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// What is in a move's way; `nil` where nothing is.
  ///
  /// - Parameter parked: the node on which an earlier move leaves the VM.
  func problem(of move: Plan.Migration, isParkedAt parked: String?) -> String? {
    guard let vm = machines[move.vm] else { return "VM not found" }
    if let problem = placeProblem(of: move, vm, parked) { return problem }
    if vm.isMigrating { return "another migration of the VM is under way" }
    if vm.pinned, vm.node != nil { return "the VM is pinned to its node" }
    if move.type == .live, !vm.canMigrateLive {
      let why = vm.liveMigratable?.reason.map { " (\($0))" } ?? ""
      return "cannot live migrate\(why); use cold migration (brief downtime ~30-60s)"
    }
    guard let node = nodes[move.to] else { return "target node \(move.to) doesn't exist" }
    if !node.ready { return "target node \(move.to) is not Ready; choose a different target" }
    if node.unschedulable {
      return "target node \(move.to) is cordoned; uncordon it or choose a different target"
    }
    return nil
  }

  private func placeProblem(
    of move: Plan.Migration,
    _ vm: VirtualMachine,
    _ parked: String?
  ) -> String? {
    let place = parked ?? vm.node
    let isStoppedMove = move.type == .cold && move.downtimeSeconds == 0
    if !vm.isActive, !isStoppedMove { return "the VM is stopped" }
    if isStoppedMove {
      // A platform need not remember the node of a VM that does not run.
      return vm.isActive ? "the VM was started meanwhile" : nil
    }
    if place == move.to { return "VM already on target node, no migration needed" }
    if place != move.from {
      return "the VM is on \(place ?? "no node"), not on \(move.from ?? "no node")"
    }
    return nil
  }
}
