import Foundation
import PlacementModel

/// Reads scenario documents: a cluster, rules, limits, a goal, and what is expected of the plan.
public enum ScenarioReader {
  /// The `apiVersion` of scenario documents.
  public static let apiVersion = "placementsolver/v1"
  /// The `kind` of scenario documents.
  public static let kind = "Scenario"

  /// Whether a document says of itself that it is a scenario.
  public static func isScenario(_ root: DocumentValue) -> Bool {
    root["kind"]?.text == kind
      || (root["apiVersion"]?.text?.hasPrefix("placementsolver/") ?? false)
  }

  /// Reads a scenario from the root of a document.
  ///
  /// - Throws: ``InputError`` with the path of the first mistake.
  public static func read(_ root: DocumentValue, file: String) throws(InputError) -> Scenario {
    let document = Field(root, file: file)
    try document.check(keys: [
      "apiVersion", "kind", "name", "description", "cluster", "rules", "policy", "goal", "expect",
    ])
    try check(document, "apiVersion", is: apiVersion)
    try check(document, "kind", is: kind)
    let fileName = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    let name = try document.optional("name")?.nonEmptyString() ?? fileName
    let description = try document.optional("description")?.string() ?? ""
    let clusterField = try document.required("cluster", "give nodes and virtualMachines")
    var inventory = Inventory(cluster: try cluster(clusterField))
    for (index, field) in try document.list("rules").enumerated() {
      inventory.rules.append(try RuleReader(number: index + 1).rule(field))
    }
    if let policy = try document.optional("policy") {
      inventory.policy = try PolicyReader.policy(policy)
    }
    if let problem = InventoryCheck.firstProblem(of: inventory) {
      throw InputError(file: file, path: problem.path, message: problem.message)
    }
    let names = KnownNames(inventory.cluster, rules: inventory.rules)
    var scenario = Scenario(name: name, description: description, inventory: inventory)
    if let goal = try document.optional("goal") {
      scenario.goal = try GoalReader(names: names, rules: inventory.rules).goal(goal)
    }
    if let expect = try document.optional("expect") {
      scenario.expect = try ExpectationReader(names: names).expectation(expect)
    }
    return scenario
  }

  private static func check(
    _ document: Field,
    _ key: String,
    is expected: String
  ) throws(InputError) {
    let field = try document.required(key, "a scenario has '\(expected)'")
    guard field.value.text == expected else {
      throw field.error("\(field.quoted) is not known here; a scenario has '\(expected)'")
    }
  }

  private static func cluster(_ field: Field) throws(InputError) -> Cluster {
    try field.check(keys: ["nodes", "virtualMachines", "namespaces", "uid", "readAt"])
    var cluster = Cluster(
      uid: try field.optional("uid")?.string(),
      readAt: try field.optional("readAt")?.string()
    )
    for element in try field.required("nodes", "give at least one node").elements() {
      cluster.nodes.append(try NodeReader.node(element))
    }
    let machines = try field.list("virtualMachines")
    cluster.virtualMachines.reserveCapacity(machines.count)
    let reader = VirtualMachineReader()
    for element in machines { cluster.virtualMachines.append(try reader.machine(element)) }
    for element in try field.list("namespaces") {
      try element.check(keys: ["name", "labels"])
      cluster.namespaces.append(
        Namespace(
          name: try element.required("name", "give the namespace's name").objectName(),
          labels: try element.optional("labels")?.stringMap() ?? [:]
        )
      )
    }
    NodeReader.fillUsage(of: &cluster)
    return cluster
  }
}
