import ArgumentParser
import Foundation
import PlacementIO
import PlacementSolver

/// How long a VM rests after a migration: `3600`, `90m`, `1h`.
struct Cooldown: ExpressibleByArgument {
  var seconds: Double

  init?(argument: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
    let unit = argument.last.flatMap { units[$0] }
    guard let number = Double(unit == nil ? argument : String(argument.dropLast())),
      number.isFinite, number >= 0, number * (unit ?? 1) < 1e9
    else { return nil }
    seconds = number * (unit ?? 1)
  }

  /// Lets every VM stay that was migrated less than this ago, unless its node is drained.
  func stipulations(_ input: PlanInput, now: Date = Date()) -> (Stipulations, warning: String?) {
    var resting: [String: String] = [:]
    for vm in input.inventory.cluster.virtualMachines where vm.isActive {
      guard let node = vm.node, !input.goal.drain.contains(node), let text = vm.lastMigration,
        let last = try? Date(text, strategy: .iso8601),
        now.timeIntervalSince(last) < seconds
      else { continue }
      resting[vm.fullName] = node
    }
    guard !resting.isEmpty else { return (Stipulations(), nil) }
    let names = resting.keys.sorted()
    let list = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " …" : "")
    return (
      Stipulations(fixed: resting),
      "\(names.count) \(names.count == 1 ? "VM rests" : "VMs rest") after a migration: \(list)"
    )
  }
}
