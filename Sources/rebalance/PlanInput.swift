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
    if paths.count == 1, let scenario = try Self.scenario(paths[0]) {
      inventory = scenario.inventory
      goal = scenario.goal
      warnings = []
    } else {
      let read = try KubernetesReader.read(paths: paths)
      inventory = read.inventory
      goal = Goal()
      warnings = read.warnings
    }
    let nodes = inventory.cluster.nodes
    nodeNames = Dictionary(nodes.map { ($0.hostname, $0.name) }, uniquingKeysWith: { a, _ in a })
    for node in nodes { nodeNames[node.name] = node.name }
  }

  /// The scenario in a file; `nil` where it is a folder or holds something else.
  private static func scenario(_ path: String) throws -> Scenario? {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      return nil
    }
    let roots = try DocumentReader.read(path: path)
    guard let root = roots.first else {
      throw InputError(
        file: path, message: "nothing in it; give a scenario, or what 'kubectl get' printed")
    }
    guard ScenarioFiles.isScenario(root) else { return nil }
    guard roots.count == 1 else {
      throw InputError(
        file: path, line: Int(roots[1].line),
        message: "a second document; a scenario file holds one")
    }
    return try ScenarioReader.read(root, file: path)
  }

  /// A node's name by its name or hostname.
  func nodeName(_ text: String) throws -> String {
    if let name = nodeNames[text] { return name }
    let known = inventory.cluster.nodes.prefix(8).map(\.name).joined(separator: ", ")
    throw Failure(
      .badInput,
      "error: there is no node '\(text)'; nodes are \(known)"
        + (inventory.cluster.nodes.count > 8 ? ", …" : ""))
  }
}
