import PlacementModel

/// The state of a simulated cluster and how it changes in time.
package struct SimulatedCluster: Sendable {
  var inventory: Inventory
  var time: Double
  let start: Double
  var faults: [Fault]
  var machines: [String: Machine] = [:]
  var transfers: [Work] = []
  /// When VMs are down, or up, that are on their way.
  var dues: [String: Double] = [:]
  /// The positions of transfers that are under way.
  var underWay: [Int] = []
  /// Whether loads may have changed since nodes were last looked at.
  var isChanged = true
  /// Nodes that were overfull at the beginning.
  var initial: Set<String> = []
  var unready: Set<String> = []
  var cordoned: Set<String> = []
  var record = Record()

  /// What happened so far.
  package struct Record: Sendable {
    /// Calls by kind.
    package var calls: [Fault.Call: Int] = [:]
    /// How many migrations there ever were with a tag.
    package var migrations: [Tag: Int] = [:]
    /// How often each VM was started.
    package var starts: [String: Int] = [:]
    /// The most live migrations at a time.
    package var mostAtOnce = 0
    /// Nodes whose requests exceeded a limit that they kept at the beginning.
    package var overfull: Set<String> = []
  }

  package struct Machine: Sendable {
    var model: VirtualMachine
    var node: String?
    var power: Details.Power
    var isWanted: Bool
    var settings: Settings
    /// The node it is bound to.
    var bound: String?
  }

  struct Work {
    var transfer: Transfer
    var began: Double
    var ends: Double?
    var failure: String?
    var landing: String?
    var isForeign = false
  }

  init(_ inventory: Inventory, faults: [Fault], start: Double) {
    self.inventory = inventory
    self.faults = faults
    self.start = start
    time = start
    for vm in inventory.cluster.virtualMachines {
      let isUp = vm.isActive && vm.node != nil
      machines[vm.fullName] = Machine(
        model: vm,
        node: vm.node,
        power: isUp ? .running : vm.isActive ? .starting : .stopped,
        isWanted: vm.isActive,
        settings: Settings(vm.isActive ? "Always" : "Halted")
      )
    }
    initial = overfullNodes()
  }

  // MARK: - Faults

  func queueWords(_ vm: String) -> String? {
    for case .staysQueued(vm, let words) in faults { return words }
    return nil
  }

  func isHeldDown(_ vm: String) -> Bool {
    downWords(vm) != nil && machines[vm]?.bound != nil
  }

  func downWords(_ vm: String) -> String? {
    for case .staysDown(vm, let words) in faults { return words }
    return nil
  }

  /// Counts a call and lets it fail where a fault says so.
  mutating func answer<Result>(
    _ call: Fault.Call,
    _ body: (inout Self) throws -> Result
  ) throws -> Result {
    record.calls[call, default: 0] += 1
    let elapsed = time - start
    for case .silence(let from, let to) in faults where elapsed >= from && elapsed < to {
      throw ExecutorError(.unavailable, "connection refused")
    }
    for (i, fault) in faults.enumerated() {
      guard case .refuse(call, let error, let times, let isCarriedOut) = fault else { continue }
      if times <= 1 {
        faults.remove(at: i)
      } else {
        faults[i] = .refuse(call, error, times: times - 1, isCarriedOut: isCarriedOut)
      }
      if isCarriedOut { _ = try body(&self) }
      throw error
    }
    return try body(&self)
  }
}
