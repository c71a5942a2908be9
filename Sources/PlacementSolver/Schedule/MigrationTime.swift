import PlacementModel

/// How long moves take and how sure that is.
///
/// Live: memory is copied while the guest runs on. What it writes meanwhile is copied again, and
/// again, each round shorter by the ratio of the rate at which pages get dirty to the bandwidth:
/// `memory / bandwidth / (1 − ratio)` in all. Where the ratio is 1 or more the rounds do not get
/// shorter and the migration runs into its timeout.
enum MigrationTime {
  /// Bytes a second that a guest writes to pages that were copied already, by kind of workload.
  ///
  /// Nothing is taken for general ones: there is nothing to go by.
  static func dirtyRate(_ workload: VirtualMachine.Workload) -> Double {
    let mebibyte = 1_048_576.0
    switch workload {
    case .general: return 0
    case .web: return 2 * mebibyte
    case .batch: return 8 * mebibyte
    case .database: return 16 * mebibyte
    case .cache: return 32 * mebibyte
    }
  }

  /// Bytes a second that one migration gets: less than the policy's where a link is busy.
  ///
  /// Above four fifths of the link in use the rest of it is shared out, an eighth at least.
  static func bandwidth(_ policy: MigrationPolicy, links: [Double]) -> Double {
    let busiest = links.max() ?? 0
    guard busiest > Lanes.busyLink else { return policy.bandwidth.value }
    let share = max(0.125, (1 - busiest) / (1 - Lanes.busyLink))
    return policy.bandwidth.value * min(1, share)
  }

  /// Seconds after which a live migration is given up: KubeVirt counts whole 10⁹ bytes, rounded up.
  static func timeout(of vm: VirtualMachine, _ policy: MigrationPolicy) -> Double {
    Double(policy.completionTimeoutPerGiB) * (vm.guest[.memory].value / 1e9).rounded(.up)
  }

  /// Seconds in all, and seconds that the VM is down.
  ///
  /// A live migration pauses the VM for less than a second; a cold one keeps it down for the
  /// policy's time; a stopped VM and a VM that waits for a node have nothing to lose.
  static func estimate(
    _ type: Plan.MigrationType,
    of vm: VirtualMachine,
    _ policy: MigrationPolicy,
    links: [Double] = []
  ) -> (total: Double, down: Double) {
    switch type {
    case .live: return (liveSeconds(vm, policy, links), 1)
    case .cold: return vm.isActive ? (policy.coldDowntime, policy.coldDowntime) : (0, 0)
    case .place: return (0, 0)
    }
  }

  private static func liveSeconds(
    _ vm: VirtualMachine,
    _ policy: MigrationPolicy,
    _ links: [Double]
  ) -> Double {
    let bandwidth = bandwidth(policy, links: links)
    guard bandwidth > 0 else { return 0 }
    let once = vm.guest[.memory].value / bandwidth
    let ratio = dirtyRate(vm.workload) / bandwidth
    let timeout = timeout(of: vm, policy)
    let seconds = ratio < 1 ? once / (1 - ratio) : max(once, timeout)
    // Who would take longer is given up at the timeout, but never before one copy is made.
    return max(once, timeout > 0 ? min(seconds, timeout) : seconds).rounded(.up)
  }

  /// Whether a live migration may run into its timeout: it takes more than three quarters of it.
  static func mayTimeOut(
    _ vm: VirtualMachine,
    _ policy: MigrationPolicy,
    links: [Double]
  ) -> Bool {
    let timeout = timeout(of: vm, policy)
    return timeout > 0 && liveSeconds(vm, policy, links) > 0.75 * timeout
  }
}
