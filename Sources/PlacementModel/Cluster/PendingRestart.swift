/// What a restart would change of a running VM: its template is not what runs.
///
/// A cold move restarts the VM from its template, so this decides whether and where it may go cold.
public struct PendingRestart: Sendable, Hashable, Codable {
  /// What differs, for people: `cpu 2 → 4`, `nodeSelector`; at least one entry.
  public var changes: [String]
  /// What the pod of the template would request; default: what it requests now.
  public var requests: ResourceList?
  /// The template's nodeSelector; default: the running VM's.
  public var nodeSelector: [String: String]?
  /// The template's node affinity; default: the running VM's.
  public var nodeAffinity: NodeAffinity?

  /// Creates a pending restart.
  public init(
    changes: [String],
    requests: ResourceList? = nil,
    nodeSelector: [String: String]? = nil,
    nodeAffinity: NodeAffinity? = nil
  ) {
    self.changes = changes
    self.requests = requests
    self.nodeSelector = nodeSelector
    self.nodeAffinity = nodeAffinity
  }
}

extension VirtualMachine {
  /// The VM as a restart would start it; itself where nothing differs.
  public var restarted: VirtualMachine {
    guard let pending = restartPending else { return self }
    var vm = self
    vm.nodeSelector = pending.nodeSelector ?? nodeSelector
    vm.affinity.nodeAffinity = pending.nodeAffinity ?? affinity.nodeAffinity
    return vm
  }
}

extension Inventory {
  /// The inventory in which each VM that may be restarted with another size requests the larger of
  /// the two amounts of each resource, on every node.
  public func chargingRestarts(allowedBy goal: Goal) -> Inventory {
    var result = self
    for (v, vm) in cluster.virtualMachines.enumerated() {
      guard let template = vm.restartPending?.requests, vm.isActive,
        goal.allowsRestart(of: vm.fullName)
      else { continue }
      for (name, amount) in template.amounts where amount > vm.requests[name] {
        result.cluster.virtualMachines[v].requests[name] = amount
      }
    }
    return result
  }
}

extension Goal {
  /// Whether a VM may go cold although that loses data or starts a changed template.
  public func allowsRestart(of vm: String) -> Bool {
    coldFallback == .always || allowRestart.contains(vm)
  }
}
