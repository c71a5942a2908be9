/// A kind of rule of your own, in terms of those that are built in.
///
/// It looks at a cluster and says which rules hold there. Because what it says are plain rules,
/// every solver, the order of moves and the checker keep them, and the plan document carries them.
///
/// ```swift
/// /// VMs with a GPU licence run on licensed hosts only.
/// struct Licensed: RuleSource {
///   func rules(for cluster: Cluster) -> [Rule] {
///     let hosts = cluster.nodes.filter { $0.label("licence") == "gpu" }.map(\.name)
///     let members = Members(selector: LabelSelector(matchLabels: ["licence": "gpu"]))
///     return [Rule(name: "gpu-licence", demand: .fence(members, nodes: hosts))]
///   }
/// }
/// let plan = try Planner().plan(inventory.adding(Licensed()))
/// ```
public protocol RuleSource: Sendable {
  /// The rules for a cluster.
  ///
  /// The same cluster must give the same rules in the same order: a plan is checked, and made
  /// again, by them.
  func rules(for cluster: Cluster) -> [Rule]
}

extension Inventory {
  /// The inventory with the rules that a source finds for its cluster.
  ///
  /// A rule whose name is taken already gets a number after it, as names must differ.
  public func adding(_ source: some RuleSource) -> Inventory {
    var inventory = self
    var names = Set(rules.map(\.name))
    for rule in source.rules(for: cluster) {
      var rule = rule
      let base = rule.name
      var number = 2
      while !names.insert(rule.name).inserted {
        rule.name = "\(base)-\(number)"
        number += 1
      }
      inventory.rules.append(rule)
    }
    return inventory
  }
}
