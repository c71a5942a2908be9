import Foundation
import PlacementIO
import PlacementSolver

/// What `plan` and `verify` read: a scenario, or objects of a cluster.
struct PlanInput {
  var inventory: Inventory
  var goal: Goal
  var warnings: [String]
  /// The name of each node by its `kubernetes.io/hostname`, where the two differ.
  var nodeNames: [String: String]

  /// Reads one scenario, or any number of files and folders with what kubectl printed.
  init(paths: [String]) throws {
    let documents = try Self.documents(paths)
    if let scenario = documents.first(where: { ScenarioFiles.isScenario($0.root) }) {
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
      warnings = []
    } else {
      let read = try KubernetesReader.read(documents: documents)
      inventory = read.inventory
      goal = Goal()
      warnings = read.warnings
    }
    let nodes = inventory.cluster.nodes
    nodeNames = Dictionary(nodes.map { ($0.hostname, $0.name) }, uniquingKeysWith: { a, _ in a })
    for node in nodes { nodeNames[node.name] = node.name }
  }

  private static func documents(
    _ paths: [String]
  ) throws -> [(file: String, root: DocumentValue)] {
    var documents: [(file: String, root: DocumentValue)] = []
    for file in try paths.flatMap(KubernetesReader.files) {
      let roots = try DocumentReader.read(path: file)
      if let plan = roots.first(where: ScenarioFiles.isPlan) {
        throw InputError(
          file: file,
          line: roots.count > 1 ? Int(plan.line) : nil,
          message: "a plan; give the scenario or the objects that it was made for"
        )
      }
      documents += roots.map { (file, $0) }
    }
    guard !documents.isEmpty else {
      throw InputError(
        file: paths.first ?? "-",
        message: "nothing in it; give a scenario, or what 'kubectl get' printed"
      )
    }
    return documents
  }

  /// Whether planning is quick enough to be done several times.
  var isSmall: Bool {
    inventory.cluster.virtualMachines.count * inventory.cluster.nodes.count <= 20_000
  }

  /// A node's name by its name or hostname.
  func nodeName(_ text: String) throws -> String {
    if let name = nodeNames[text] { return name }
    let known = inventory.cluster.nodes.prefix(8).map(\.name).joined(separator: ", ")
    throw Failure(
      .badInput,
      "error: there is no node '\(text)'; nodes are \(known)"
        + (inventory.cluster.nodes.count > 8 ? ", …" : "")
    )
  }
}
