import PlacementModel

/// The names that goals and expectations may speak of.
struct KnownNames {
  private let nodes: [String]
  private let machines: [String]
  private let nodeSet: Set<String>
  private let machineSet: Set<String>
  private let rules: [String]

  init(_ cluster: Cluster, rules: [Rule] = []) {
    self.rules = rules.map(\.name)
    nodes = cluster.nodes.map(\.name)
    machines = cluster.virtualMachines.map(\.fullName)
    nodeSet = Set(nodes)
    machineSet = Set(machines)
  }

  /// A node's name that must exist.
  func node(_ field: Field) throws(InputError) -> String {
    let name = try field.nonEmptyString()
    guard nodeSet.contains(name) else { throw field.error(unknownNode(name)) }
    return name
  }

  /// A VM's full name that must exist.
  func machine(_ field: Field) throws(InputError) -> String {
    let name = try field.virtualMachineName()
    guard machineSet.contains(name) else { throw field.error(unknownMachine(name)) }
    return name
  }

  /// What to say of a node that does not exist; `nil` for one that does.
  func problem(node name: String) -> String? {
    nodeSet.contains(name) ? nil : unknownNode(name)
  }

  /// What to say of a VM that does not exist; `nil` for one that does.
  func problem(machine name: String) -> String? {
    machineSet.contains(name) ? nil : unknownMachine(name)
  }

  /// What to say of a rule that does not exist; `nil` for one that does.
  func problem(rule name: String) -> String? {
    if rules.contains(name) || Plan.BrokenRule.demands.contains(name) { return nil }
    let message = "no rule is named \(InputText.quoted(name))"
    if let slip = InputText.nearest(to: name, among: rules + Plan.BrokenRule.demands) {
      return "\(message); did you mean \(InputText.quoted(slip))?"
    }
    return "\(message); name one of rules, or of what VMs demand themselves: "
      + Plan.BrokenRule.demands.joined(separator: ", ")
  }

  private func unknownNode(_ name: String) -> String {
    let message = "no node is named \(InputText.quoted(name))"
    if let slip = InputText.nearest(to: name, among: nodes) {
      return "\(message); did you mean \(InputText.quoted(slip))?"
    }
    return "\(message); name one of cluster.nodes"
  }

  private func unknownMachine(_ name: String) -> String {
    let message = "no VM is named \(InputText.quoted(name))"
    if let slip = InputText.nearest(to: name, among: machines) {
      return "\(message); did you mean \(InputText.quoted(slip))?"
    }
    return "\(message); give the namespace/name of one of cluster.virtualMachines"
  }
}
