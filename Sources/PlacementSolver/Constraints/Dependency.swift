import PlacementModel

/// No two members in flight together: read by ``Dependencies``.
extension Rule.Dependency: RuleMeaning {}

/// Sets of VMs of which no two may be in flight together: dependency rules, and workloads of which
/// a policy says that their VMs move alone.
struct Dependencies {
  private(set) var sets: [[Int]]

  init(_ inventory: Inventory, members: [[Int]]) {
    let vms = inventory.cluster.virtualMachines
    let declared = zip(inventory.rules, members).compactMap { rule, members in
      if case .dependency = rule.demand, rule.required { members } else { nil }
    }
    sets =
      declared
      + inventory.policy.lonelyWorkloads.map { kind in
        vms.indices.filter { vms[$0].workload == kind }
      }
  }

  /// The first VM in flight that a VM depends on; `nil` where none is.
  func companion(of vm: Int, inFlight: (Int) -> Bool) -> Int? {
    for members in sets where members.contains(vm) {
      if let other = members.first(where: { $0 != vm && inFlight($0) }) { return other }
    }
    return nil
  }
}
