import PlacementModel

/// What a plan is made for and checked against: a scenario, or objects of a cluster.
package struct PlanInput: Sendable {
  /// The cluster, its rules and limits.
  package var inventory: Inventory
  /// What is wanted; the default where the input does not say.
  package var goal: Goal
  /// Whether the input says what is wanted.
  package var hasGoal: Bool
  /// What was noticed while reading.
  package var warnings: [String]
  /// The name of each node by its name and by its `kubernetes.io/hostname`.
  package var nodeNames: [String: String]
  /// Nodes of the input that take no VMs in and hold none.
  package var otherNodes: [String] = []
  /// VMs of which only the pod was given.
  package var unknownMachines: [KubernetesInventory.UnknownMachine] = []

  /// One document and the file that it stands in.
  package typealias Document = (file: String, root: DocumentValue)

  /// Reads one scenario, or any number of files and folders with what kubectl printed.
  ///
  /// - Throws: ``InputError`` where a file cannot be read or holds a mistake.
  package init(paths: [String]) throws(InputError) {
    var documents: [Document] = []
    for path in paths {
      for file in try KubernetesReader.files(at: path) {
        documents += try DocumentReader.read(path: file).map { (file, $0) }
      }
    }
    try self.init(documents: documents, source: paths.first ?? "-")
  }

  /// Takes documents that were read already; `source` is what messages call all of them.
  ///
  /// - Throws: ``InputError`` where one holds a mistake.
  package init(documents: [Document], source: String) throws(InputError) {
    try Self.refusePlans(documents)
    guard !documents.isEmpty else {
      throw InputError(
        file: source,
        message: "nothing in it; give a scenario, or what 'kubectl get' printed"
      )
    }
    if let scenario = documents.first(where: { ScenarioReader.isScenario($0.root) }) {
      if let other = documents.dropFirst().first {
        throw InputError(
          file: other.file,
          line: other.file == scenario.file ? Int(other.root.line) : nil,
          message: "a second document; a scenario is planned by itself"
        )
      }
      let read = try ScenarioReader.read(scenario.root, file: scenario.file)
      inventory = read.inventory
      goal = read.goal
      hasGoal = scenario.root["goal"].map { !$0.isNull } ?? false
      warnings = []
    } else {
      let read = try KubernetesReader.read(documents: documents)
      inventory = read.inventory
      goal = Goal()
      hasGoal = false
      warnings = read.warnings
      otherNodes = read.otherNodes
      unknownMachines = read.unknownMachines
    }
    let nodes = inventory.cluster.nodes
    nodeNames = Dictionary(nodes.map { ($0.hostname, $0.name) }, uniquingKeysWith: { a, _ in a })
    for node in nodes { nodeNames[node.name] = node.name }
  }

  private static func refusePlans(_ documents: [Document]) throws(InputError) {
    for (file, root) in documents where PlanReader.isPlan(root) {
      let isAlone = documents.count { $0.file == file } == 1
      throw InputError(
        file: file,
        line: isAlone ? nil : Int(root.line),
        message: "a plan; give the scenario or the objects that it was made for"
      )
    }
  }

  /// Whether planning is quick enough to be done several times.
  package var isSmall: Bool {
    inventory.cluster.virtualMachines.count * inventory.cluster.nodes.count <= 20_000
  }

  /// A node's name by its name, its hostname, or the part before the first dot where only one node
  /// begins so; `nil` where there is no such node.
  package func nodeName(_ text: String) -> String? {
    if let name = nodeNames[text] { return name }
    let matches = Set(
      nodeNames.filter { $0.key.hasPrefix(text + ".") && !text.contains(".") }.values
    )
    return matches.count == 1 ? matches.first : nil
  }

  /// Why a node that the user named cannot be planned for.
  package func problem(ofNode text: String) -> String {
    if otherNodes.contains(text) {
      return "node '\(text)' is in the input, but takes no VMs in "
        + "(kubevirt.io/schedulable is not \"true\") and holds none of those given"
    }
    return "there is no node '\(text)'; nodes are \(someNodes)"
  }

  /// The names of the first nodes, for messages about one that is not there.
  package var someNodes: String {
    let nodes = inventory.cluster.nodes
    return nodes.prefix(8).map(\.name).joined(separator: ", ") + (nodes.count > 8 ? ", …" : "")
  }
}
