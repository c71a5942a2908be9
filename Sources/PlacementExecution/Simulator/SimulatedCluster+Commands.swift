import PlacementModel

/// What a simulated cluster does when told to.
extension SimulatedCluster {
  mutating func perform(_ command: Command) throws {
    try answer(command.call) { world in try world.carryOut(command) }
    settle()
  }

  mutating func machine(_ vm: String) throws -> Machine {
    guard let machine = machines[vm] else { throw ExecutorError(.notFound, "\(vm) not found") }
    return machine
  }

  mutating func carryOut(_ command: Command) throws {
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

  mutating func migrate(_ vm: String, to: String, tag: Tag) throws {
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
