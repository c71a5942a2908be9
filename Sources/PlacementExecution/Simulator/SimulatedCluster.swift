import PlacementModel

/// The state of a simulated cluster and how it changes in time.
package struct SimulatedCluster: Sendable {
  private var inventory: Inventory
  private(set) var time: Double
  private let start: Double
  var faults: [Fault]
  private(set) var machines: [String: Machine] = [:]
  private var transfers: [Work] = []
  /// When VMs are down, or up, that are on their way.
  private var dues: [String: Double] = [:]
  /// The positions of transfers that are under way.
  private var underWay: [Int] = []
  /// Whether loads may have changed since nodes were last looked at.
  private var isChanged = true
  /// Nodes that were overfull at the beginning.
  private var initial: Set<String> = []
  private var unready: Set<String> = []
  private var cordoned: Set<String> = []
  private(set) var record = Record()

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

  private struct Work {
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

  // MARK: - Time

  mutating func pass(_ seconds: Double) {
    let end = time + max(seconds, 0)
    while time < end {
      time = min(nextEvent, end)
      strike()
      settle()
    }
  }

  /// When something happens next by itself.
  private var nextEvent: Double {
    var next = Double.infinity
    func consider(_ moment: Double?) {
      if let moment, moment > time { next = min(next, moment) }
    }
    for due in dues.values { consider(due) }
    for w in underWay {
      consider(transfers[w].began + 1)
      consider(transfers[w].ends)
    }
    for fault in faults { consider(fault.moment.map { start + $0 }) }
    return next
  }

  /// What goes wrong by itself when its time has come.
  private mutating func strike() {
    for (i, fault) in faults.enumerated().reversed() {
      switch fault {
      case .vanishes(let vm, let at) where time >= start + at:
        machines[vm] = nil
        for w in transfers.indices where transfers[w].transfer.vm == vm {
          if transfers[w].transfer.isUnderWay {
            transfers[w].transfer.phase = .failed
            transfers[w].transfer.message = "the VMI was deleted"
          }
        }
      case .isStopped(let vm, let at) where time >= start + at:
        guard machines[vm]?.power == .running else { break }
        machines[vm]?.power = .stopped
        machines[vm]?.isWanted = false
        machines[vm]?.settings = Settings("Halted")
        end(of: vm, because: "the VMI was shut down")
      case .notReady(let node, let at) where time >= start + at: unready.insert(node)
      case .isCordoned(let node, let at) where time >= start + at: cordoned.insert(node)
      case .isMigrated(let vm, let to, let at, let seconds) where time >= start + at:
        var work = Work(
          transfer: Transfer(
            name: "foreign-\(vm)",
            vm: vm,
            source: machines[vm]?.node,
            target: to,
            phase: .running
          ),
          began: time,
          ends: time + seconds
        )
        work.isForeign = true
        append(work)
      default: continue
      }
      isChanged = true
      faults.remove(at: i)
    }
  }

  private mutating func append(_ work: Work) {
    underWay.append(transfers.count)
    transfers.append(work)
    isChanged = true
  }

  private mutating func end(of vm: String, because reason: String) {
    for w in transfers.indices
    where transfers[w].transfer.vm == vm && transfers[w].transfer.isUnderWay {
      transfers[w].transfer.phase = .failed
      transfers[w].transfer.message = reason
    }
  }

  private mutating func settle() {
    for name in dues.filter({ time >= $0.value }).keys.sorted() {
      dues[name] = nil
      guard let machine = machines[name] else { continue }
      isChanged = true
      switch machine.power {
      case .stopping:
        machines[name]?.power = .stopped
      case .starting:
        guard !isHeldDown(name), let node = machine.bound ?? freeNode(for: machine.model) else {
          // It goes on trying.
          dues[name] = time + 5
          continue
        }
        guard takes(node), fits(machine.model, on: node) else {
          dues[name] = time + 5
          continue
        }
        machines[name]?.node = node
        machines[name]?.power = .running
      case .running, .stopped: break
      }
    }
    for w in underWay { settle(w) }
    underWay.removeAll { !transfers[$0].transfer.isUnderWay }
    record.mostAtOnce = max(
      record.mostAtOnce,
      underWay.count { transfers[$0].transfer.phase != .queued && !transfers[$0].isForeign }
    )
    if isChanged {
      record.overfull.formUnion(overfullNodes().subtracting(initial))
      isChanged = false
    }
  }

  private mutating func settle(_ w: Int) {
    let transfer = transfers[w].transfer
    switch transfer.phase {
    case .queued:
      if let words = queueWords(transfer.vm) {
        transfers[w].transfer.message = words
      } else if time >= transfers[w].began + 1 {
        transfers[w].transfer.phase = .scheduling
      }
    case .scheduling:
      guard let vm = machines[transfer.vm], let target = transfer.target, takes(target),
        fits(vm.model, on: target)
      else {
        transfers[w].transfer.message = "0/\(inventory.cluster.nodes.count) nodes are available"
        return
      }
      isChanged = true
      transfers[w].transfer.phase = .running
      transfers[w].ends = time + seconds(vm.model)
    case .running:
      guard let ends = transfers[w].ends, time >= ends else { return }
      isChanged = true
      if let failure = transfers[w].failure {
        transfers[w].transfer.phase = .failed
        transfers[w].transfer.message = failure
      } else {
        transfers[w].transfer.phase = .succeeded
        machines[transfer.vm]?.node = transfers[w].landing ?? transfer.target
      }
    case .succeeded, .failed: break
    }
  }

  private func seconds(_ vm: VirtualMachine) -> Double {
    let bandwidth = inventory.policy.migration.bandwidth.value
    return bandwidth > 0 ? (vm.guest[.memory].value / bandwidth).rounded(.up) : 1
  }

  // MARK: - Room

  private func takes(_ node: String) -> Bool {
    !unready.contains(node) && !cordoned.contains(node)
      && inventory.cluster.nodes.contains { $0.name == node && $0.ready && !$0.unschedulable }
  }

  /// Requests on each node, those of VMs in flight on both of theirs.
  private func loads() -> [String: ResourceList] {
    var loads: [String: ResourceList] = [:]
    for node in inventory.cluster.nodes { loads[node.name] = node.reserved }
    for machine in machines.values where machine.power == .running || machine.power == .stopping {
      if let node = machine.node { loads[node]? += machine.model.requests }
    }
    for work in transfers where work.transfer.phase == .running {
      if let target = work.transfer.target, let machine = machines[work.transfer.vm] {
        loads[target]? += machine.model.requests
      }
    }
    return loads
  }

  private func limit(_ node: Node, _ resource: ResourceName) -> Double {
    let overcommit = inventory.policy.overcommit
    let ratio = resource == .cpu ? overcommit.cpu : resource == .memory ? overcommit.memory : 1
    return node.allocatable[resource].value * ratio
  }

  private func fits(_ vm: VirtualMachine, on name: String) -> Bool {
    guard let node = inventory.cluster.nodes.first(where: { $0.name == name }),
      let load = loads()[name]
    else { return false }
    return vm.requests.names.allSatisfy {
      (load[$0] + vm.requests[$0]).value <= limit(node, $0) + 1e-9
    }
  }

  private func freeNode(for vm: VirtualMachine) -> String? {
    inventory.cluster.nodes.first { takes($0.name) && fits(vm, on: $0.name) }?.name
  }

  private func overfullNodes() -> Set<String> {
    let loads = loads()
    return Set(
      inventory.cluster.nodes.filter { node in
        guard let load = loads[node.name] else { return false }
        return node.allocatable.names.contains { load[$0].value > limit(node, $0) + 1e-9 }
      }.map(\.name)
    )
  }

  // MARK: - Faults

  private func queueWords(_ vm: String) -> String? {
    for case .staysQueued(vm, let words) in faults { return words }
    return nil
  }

  private func isHeldDown(_ vm: String) -> Bool {
    downWords(vm) != nil && machines[vm]?.bound != nil
  }

  private func downWords(_ vm: String) -> String? {
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

  // MARK: - Answers

  func listTransfers() -> [Transfer] { transfers.map(\.transfer) }

  func details(of request: DetailsRequest) -> Details {
    var details = Details()
    for name in request.machines {
      guard let machine = machines[name] else { continue }
      details.machines[name] = Details.Machine(
        power: machine.power,
        node: machine.power == .running ? machine.node : nil,
        isWanted: machine.isWanted,
        pinnedTo: machine.power == .running ? machine.bound : nil,
        settings: machine.settings,
        message: machine.power == .running ? nil : downWords(name)
      )
    }
    for node in inventory.cluster.nodes where request.nodes.contains(node.name) {
      details.nodes[node.name] = Details.NodeCondition(
        isReady: node.ready && !unready.contains(node.name),
        isSchedulable: !node.unschedulable && !cordoned.contains(node.name)
      )
    }
    for work in transfers where request.stuck.contains(work.transfer.name) {
      details.explanations[work.transfer.name] = work.transfer.message
    }
    return details
  }

  func snapshot() -> Inventory {
    var now = inventory
    now.cluster.virtualMachines = inventory.cluster.virtualMachines.compactMap { vm in
      guard let machine = machines[vm.fullName] else { return nil }
      var vm = vm
      vm.node = machine.power == .starting ? nil : machine.node
      vm.powerState =
        machine.power == .stopped || machine.power == .stopping
        ? .stopped
        : vm.powerState == .paused ? .paused : .running
      let work = transfers.first { $0.transfer.vm == vm.fullName && $0.transfer.isUnderWay }
      vm.migratingTo = work?.transfer.target
      return vm
    }
    now.cluster.nodes = inventory.cluster.nodes.map { node in
      var node = node
      node.ready = node.ready && !unready.contains(node.name)
      node.unschedulable = node.unschedulable || cordoned.contains(node.name)
      node.usage = usage(of: node)
      return node
    }
    return now
  }

  /// What was measured at the beginning, with the VMs that came and went since.
  private func usage(of node: Node) -> ResourceList? {
    guard var usage = node.usage else { return nil }
    for vm in inventory.cluster.virtualMachines where vm.isActive {
      let machine = machines[vm.fullName]
      let (was, isHere) = (vm.node == node.name, machine?.node == node.name)
      if isHere, !was { usage += vm.usage }
      if was, !isHere {
        for (name, amount) in vm.usage.amounts { usage.amounts[name] = usage[name] - amount }
      }
    }
    return usage
  }

  // MARK: - Commands

  mutating func perform(_ command: Command) throws {
    try answer(command.call) { world in try world.carryOut(command) }
    settle()
  }

  private mutating func machine(_ vm: String) throws -> Machine {
    guard let machine = machines[vm] else { throw ExecutorError(.notFound, "\(vm) not found") }
    return machine
  }

  private mutating func carryOut(_ command: Command) throws {
    switch command {
    case .cordon(let node): cordoned.insert(node)
    case .migrate(let vm, let to, let tag): try migrate(vm, to: to, tag: tag)
    case .cancel(let name):
      guard let w = transfers.firstIndex(where: { $0.transfer.name == name }) else {
        throw ExecutorError(.notFound, "\(name) not found")
      }
      guard transfers[w].transfer.isUnderWay else { return }
      transfers[w].transfer.phase = .failed
      transfers[w].transfer.message = "Live migration aborted"
    case .pin(let vm, let to):
      _ = try machine(vm)
      machines[vm]?.bound = to
      machines[vm]?.settings = Settings("Always on \(to)")
    case .stop(let vm):
      let machine = try machine(vm)
      machines[vm]?.isWanted = false
      machines[vm]?.settings = Settings("Halted")
      guard machine.power == .running || machine.power == .starting else { return }
      machines[vm]?.power = .stopping
      let isHeldUp = faults.contains { $0 == .staysUp(vm: vm) }
      dues[vm] = isHeldUp ? nil : time + 8
      end(of: vm, because: "the VMI was shut down")
    case .start(let vm, let node, let settings):
      let machine = try machine(vm)
      machines[vm]?.isWanted = true
      machines[vm]?.bound = node
      machines[vm]?.settings = node.map { Settings("Always on \($0)") } ?? settings
      guard machine.power == .stopped else { return }
      record.starts[vm, default: 0] += 1
      machines[vm]?.power = .starting
      dues[vm] = time + max(inventory.policy.migration.coldDowntime - 10, 1)
    case .restore(let vm, let settings):
      _ = try machine(vm)
      machines[vm]?.bound = nil
      machines[vm]?.settings = settings
    }
  }

  private mutating func migrate(_ vm: String, to: String, tag: Tag) throws {
    let machine = try machine(vm)
    guard machine.power == .running else {
      throw ExecutorError(.rejected, "Cannot migrate VMI in finalized state.")
    }
    if transfers.contains(where: { $0.transfer.vm == vm && $0.transfer.isUnderWay }) {
      throw ExecutorError(.busy, "in-flight migration detected")
    }
    record.migrations[tag, default: 0] += 1
    var work = Work(
      transfer: Transfer(
        name: "\(vm)-\(tag.run)-\(tag.move)-\(transfers.count)",
        vm: vm,
        source: machine.node,
        target: to,
        phase: .queued,
        tag: tag
      ),
      began: time
    )
    for (i, fault) in faults.enumerated().reversed() {
      switch fault {
      case .fails(vm, let reason): work.failure = reason
      case .landsElsewhere(vm, let node): work.landing = node
      default: continue
      }
      faults.remove(at: i)
    }
    append(work)
  }
}
