import Foundation
import PlacementModel

/// Writes scenarios that ``ScenarioReader`` reads back to the same inventory, goal and expectation.
///
/// What is as it would be anyway is left out, so that what is special about a scenario shows.
public enum ScenarioWriter {
  /// The scenario as a document.
  ///
  /// - Throws: `EncodingError` where a number is not finite.
  /// - Complexity: O(size of the scenario).
  public static func text(
    _ scenario: Scenario,
    as syntax: DocumentWriter.Syntax
  ) throws -> String {
    DocumentWriter(syntax).document(try document(scenario))
  }

  private static func document(_ scenario: Scenario) throws -> DocumentMap {
    var root = DocumentMap()
    root["apiVersion"] = .text(ScenarioReader.apiVersion)
    root["kind"] = .text(ScenarioReader.kind)
    root["name"] = .text(scenario.name)
    if !scenario.description.isEmpty { root["description"] = .text(scenario.description) }
    let inventory = scenario.inventory
    var cluster = DocumentMap()
    if let uid = inventory.cluster.uid { cluster["uid"] = .text(uid) }
    if let readAt = inventory.cluster.readAt { cluster["readAt"] = .text(readAt) }
    cluster["nodes"] = .list(try nodes(inventory.cluster.nodes))
    cluster["virtualMachines"] = .list(try machines(inventory.cluster.virtualMachines))
    if !inventory.cluster.namespaces.isEmpty {
      cluster["namespaces"] = try tree(inventory.cluster.namespaces).ordered
    }
    root["cluster"] = DocumentValue(.map(cluster))
    if !inventory.rules.isEmpty {
      root["rules"] = .list(try inventory.rules.map { try tree($0).rule.ordered })
    }
    root.addUnlessEmpty("policy", try tree(inventory.policy).without(tree(Policy())).ordered)
    var goal = try tree(scenario.goal).without(tree(Goal()))
    // A weight that is missing beside the other would be 0.
    if scenario.goal.weights != Goal.Weights() { goal["weights"] = try tree(scenario.goal.weights) }
    root.addUnlessEmpty("goal", goal.ordered)
    if let expect = scenario.expect {
      root["expect"] = DocumentValue(.map(ExpectationWriter.document(expect)))
    }
    return root
  }

  private static func nodes(_ nodes: [Node]) throws -> [DocumentValue] {
    let plain = try tree(Node(name: "", allocatable: [:]))
    return zip(nodes, try tree(nodes).elements ?? []).map { node, tree in
      var value = tree.without(plain)
      value["allocatable"] = tree["allocatable"]
      value["capacity"] = node.capacity == node.allocatable ? nil : tree["capacity"]
      return value.ordered
    }
  }

  private static func machines(_ machines: [VirtualMachine]) throws -> [DocumentValue] {
    let plain = try tree(VirtualMachine(name: "", requests: [:]))
    return zip(machines, try tree(machines).elements ?? []).map { machine, tree in
      var value = tree.without(plain)
      value["requests"] = tree["requests"]
      let requests = machine.requests.amounts.filter { $0.key == .cpu || $0.key == .memory }
      for (key, amounts) in [("usage", machine.usage), ("guest", machine.guest)] {
        value[key] = amounts.amounts == requests ? nil : tree[key]
      }
      return value.terms.ordered
    }
  }

  /// What a value is encoded to, read back as a tree.
  private static func tree(_ value: some Encodable) throws -> DocumentValue {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try DocumentReader.read(encoder.encode(value), file: "scenario")[0]
  }
}

extension DocumentValue {
  static func text(_ text: String) -> DocumentValue { DocumentValue(.string(text)) }
  static func list(_ values: [DocumentValue]) -> DocumentValue { DocumentValue(.list(values)) }

  /// The map without what another one has just so, and without maps that this empties.
  fileprivate func without(_ other: DocumentValue?) -> DocumentValue {
    guard case .map(let map) = kind else { return self }
    var result = DocumentMap()
    for entry in map.entries where !entry.value.hasSameContent(as: other?[entry.key]) {
      guard case .map(let inner) = entry.value.kind, !inner.entries.isEmpty,
        other?[entry.key] != nil
      else {
        result[entry.key] = entry.value
        continue
      }
      result[entry.key] = entry.value.without(other?[entry.key])
    }
    return DocumentValue(.map(result))
  }

  /// Equality that the lines do not count for.
  private func hasSameContent(as other: DocumentValue?) -> Bool {
    guard let other else { return false }
    switch (kind, other.kind) {
    case (.list(let a), .list(let b)):
      return a.count == b.count && zip(a, b).allSatisfy { $0.hasSameContent(as: $1) }
    case (.map(let a), .map(let b)):
      return a.entries.count == b.entries.count
        && a.entries.allSatisfy { $0.value.hasSameContent(as: b[$0.key]) }
    default: return kind == other.kind
    }
  }

  /// A rule without what is so unless said otherwise.
  fileprivate var rule: DocumentValue {
    var rule = terms
    if rule["required"]?.kind == .bool(true) { rule["required"] = nil }
    if rule["weight"]?.kind == .number("10") { rule["weight"] = nil }
    for key in ["virtualMachines", "nodes"] where rule[key]?.elements?.isEmpty == true {
      rule[key] = nil
    }
    if case .map(let used) = rule["used"]?.kind, used.entries.isEmpty { rule["used"] = nil }
    return rule
  }

  /// Selectors and terms without their empty lists: a selector that is itself empty says something.
  fileprivate var terms: DocumentValue {
    switch kind {
    case .list(let items): return .list(items.map(\.terms))
    case .map(let map):
      let idle: Set<String> = [
        "matchLabels", "matchExpressions", "matchFields", "namespaces",
        "requiredDuringSchedulingIgnoredDuringExecution",
        "preferredDuringSchedulingIgnoredDuringExecution",
      ]
      var result = DocumentMap()
      for entry in map.entries {
        if idle.contains(entry.key), entry.value.isEmptyContainer { continue }
        result[entry.key] = entry.value.terms
      }
      return DocumentValue(.map(result))
    default: return self
    }
  }

  fileprivate var isEmptyContainer: Bool {
    switch kind {
    case .list(let items): items.isEmpty
    case .map(let map): map.entries.isEmpty
    default: false
    }
  }

  /// The same with the keys of maps in the order in which people look for them.
  fileprivate var ordered: DocumentValue {
    switch kind {
    case .list(let items): return .list(items.map(\.ordered))
    case .map(let map):
      var result = DocumentMap()
      let entries = map.entries.sorted {
        (Self.rank[$0.key] ?? Int.max, $0.key) < (Self.rank[$1.key] ?? Int.max, $1.key)
      }
      for entry in entries { result[entry.key] = entry.value.ordered }
      return DocumentValue(.map(result))
    default: return self
    }
  }

  private static let rank: [String: Int] = Dictionary(
    [
      "type", "name", "namespace", "node", "powerState", "optimize", "weights", "terms",
      "tolerance", "cpu", "memory",
      "pods", "key", "operator", "value", "values", "effect", "allocatable", "capacity", "reserved",
      "requests", "usage", "usagePeak", "guest", "instanceType", "labels", "taints", "ready",
      "unschedulable",
    ].enumerated().map { ($1, $0) },
    uniquingKeysWith: min
  )
}

extension DocumentMap {
  fileprivate mutating func addUnlessEmpty(_ key: String, _ value: DocumentValue) {
    if !value.isEmptyContainer { self[key] = value }
  }
}
