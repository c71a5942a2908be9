import PlacementExecution
import PlacementSolver

/// A platform that nobody else has: one that migrates instantly, and only live.
actor Rack {
  /// A migration that was asked for.
  struct Job {
    var name: String
    var vm: String
    var from: String?
    var to: String
    var tag: Tag
  }

  private(set) var inventory: Inventory
  private(set) var jobs: [Job] = []

  init(_ inventory: Inventory) { self.inventory = inventory }

  /// The node of a VM.
  func place(of vm: String) -> String? {
    inventory.cluster.virtualMachines.first { $0.fullName == vm }?.node
  }

  func migrate(_ vm: String, to node: String, tag: Tag) {
    let machines = inventory.cluster.virtualMachines
    guard let index = machines.firstIndex(where: { $0.fullName == vm }) else { return }
    jobs.append(
      Job(name: "job-\(jobs.count + 1)", vm: vm, from: machines[index].node, to: node, tag: tag)
    )
    inventory.cluster.virtualMachines[index].node = node
  }
}
