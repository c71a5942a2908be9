import PlacementModel

/// How long moves take.
enum MigrationTime {
  /// Seconds in all, and seconds that the VM is down.
  ///
  /// A live migration copies the guest's memory once at the bandwidth of one migration and pauses
  /// for less than a second; a cold one keeps the VM down for the policy's time; a stopped VM and
  /// a VM that waits for a node have nothing to lose.
  static func estimate(
    _ type: Plan.MigrationType,
    of vm: VirtualMachine,
    _ policy: MigrationPolicy
  ) -> (total: Double, down: Double) {
    switch type {
    case .live:
      let bandwidth = policy.bandwidth.value
      let seconds = bandwidth > 0 ? vm.guest[.memory].value / bandwidth : 0
      return (seconds.rounded(.up), 1)
    case .cold: return vm.isActive ? (policy.coldDowntime, policy.coldDowntime) : (0, 0)
    case .place: return (0, 0)
    }
  }
}
