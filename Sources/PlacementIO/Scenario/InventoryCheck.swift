import PlacementModel

/// Finds what cannot be true of any cluster, whatever it was read from.
public enum InventoryCheck {
  /// One thing that is wrong.
  public struct Problem: Sendable, Hashable {
    /// Where, as in a scenario document: `cluster.virtualMachines[3].node`.
    public var path: String
    /// What is wrong and what would be right.
    public var message: String
  }

  /// The first problem in the order of the document; `nil` where there is none.
  public static func firstProblem(of inventory: Inventory) -> Problem? {
    let cluster = inventory.cluster
    if cluster.nodes.isEmpty {
      return Problem(path: "cluster.nodes", message: "a cluster without nodes; give at least one")
    }
    return duplicate("cluster.nodes", "node", cluster.nodes.map(\.name))
      ?? duplicate("cluster.virtualMachines", "VM", cluster.virtualMachines.map(\.fullName))
      ?? duplicate("cluster.namespaces", "namespace", cluster.namespaces.map(\.name))
      ?? duplicate("rules", "rule", inventory.rules.map(\.name))
      ?? amountProblem(cluster)
      ?? machineProblem(cluster)
      ?? ruleProblem(inventory)
  }

  private static func duplicate(_ path: String, _ noun: String, _ names: [String]) -> Problem? {
    var first: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      if let earlier = first[name] {
        return Problem(
          path: "\(path)[\(index)].name",
          message: "\(InputText.quoted(name)) is the name of \(path)[\(earlier)] already; "
            + "give each \(noun) its own"
        )
      }
      first[name] = index
    }
    return nil
  }

  /// Readers of documents refuse these where they stand; a plan's inventory is read as it is.
  private static func amountProblem(_ cluster: Cluster) -> Problem? {
    func problem(_ path: String, _ lists: [(String, ResourceList)]) -> Problem? {
      for (key, list) in lists {
        guard let name = list.names.first(where: { list[$0] < .zero }) else { continue }
        return Problem(
          path: "\(path).\(key).\(name)",
          message: "\(list[name]) is below zero; give 0 or more"
        )
      }
      return nil
    }
    for (index, node) in cluster.nodes.enumerated() {
      let lists = [
        ("allocatable", node.allocatable), ("capacity", node.capacity),
        ("reserved", node.reserved), ("usage", node.usage ?? [:]),
      ]
      if let found = problem("cluster.nodes[\(index)]", lists) { return found }
    }
    for (index, vm) in cluster.virtualMachines.enumerated() {
      let lists = [
        ("requests", vm.requests), ("usage", vm.usage), ("usagePeak", vm.usagePeak ?? [:]),
        ("guest", vm.guest),
      ]
      if let found = problem("cluster.virtualMachines[\(index)]", lists) { return found }
    }
    return nil
  }

  private static func machineProblem(_ cluster: Cluster) -> Problem? {
    let names = KnownNames(cluster)
    for (index, machine) in cluster.virtualMachines.enumerated() {
      let path = "cluster.virtualMachines[\(index)]"
      if let node = machine.node, let problem = names.problem(node: node) {
        return Problem(path: "\(path).node", message: problem)
      }
      guard let target = machine.migratingTo else { continue }
      let message =
        names.problem(node: target)
        ?? (machine.node == nil
          ? "a VM that is on no node cannot migrate; give its node" : nil)
        ?? (machine.node == target
          ? "\(InputText.quoted(target)) is the node it is on; name another" : nil)
        ?? (machine.isActive ? nil : "a stopped VM cannot migrate; remove this")
      if let message { return Problem(path: "\(path).migratingTo", message: message) }
    }
    return nil
  }

  private static func ruleProblem(_ inventory: Inventory) -> Problem? {
    let names = KnownNames(inventory.cluster)
    for (index, rule) in inventory.rules.enumerated() {
      for (g, members) in rule.memberSets.enumerated() {
        let group = rule.members == nil ? ".groups[\(g)]" : ""
        for (at, machine) in members.virtualMachines.enumerated() {
          if let problem = names.problem(machine: machine) {
            let path = "rules[\(index)]\(group).virtualMachines[\(at)]"
            return Problem(path: path, message: problem)
          }
        }
      }
      for (at, node) in rule.demand.declaration.nodes.enumerated() {
        if let problem = names.problem(node: node) {
          return Problem(path: "rules[\(index)].nodes[\(at)]", message: problem)
        }
      }
    }
    return nil
  }
}
