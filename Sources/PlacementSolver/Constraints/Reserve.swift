import PlacementModel

/// What reserve rules keep free: it lowers what fits on nodes, see ``Sizes``.
extension Rule.Reserve: RuleMeaning {
  /// Whether it lowers what fits of a resource.
  func keeps(_ name: ResourceName) -> Bool {
    free.amounts[name] != nil
      || (share > 0 || failures > 0) && (name == .cpu || name == .memory)
  }
}

/// The amounts that reserve rules keep free on each node: the largest of them, not their sum.
struct Reserves {
  private let rules: [Rule.Reserve]
  private let nodes: [Node]
  /// What is kept of cpu and memory on each node for the failure of others.
  private var standby: [ResourceName: [Int64]] = [:]

  init(_ rules: [Rule], _ nodes: [Node], _ inBalance: [Bool]) {
    self.rules = rules.compactMap(\.reserve)
    self.nodes = nodes
    keepForFailures(inBalance)
  }

  /// What stays free of a resource on a node.
  func kept(_ name: ResourceName, on n: Int) -> Int64 {
    var most = standby[name]?[n] ?? 0
    for rule in rules where rule.concerns(nodes[n].name) {
      most = max(most, Sizes.whole(rule.free[name], name))
      if rule.share > 0, name == .cpu || name == .memory {
        let part = Double(Sizes.whole(nodes[n].allocatable[name], name)) * rule.share
        most = max(most, Sizes.clamped((part - 1e-6).rounded(.up)))
      }
    }
    return most
  }

  /// Each node keeps the share that the largest nodes which may still fail are of all that take VMs
  /// in.
  private mutating func keepForFailures(_ inBalance: [Bool]) {
    let none = [Int64](repeating: 0, count: nodes.count)
    for rule in rules where rule.failures > 0 {
      let group = nodes.indices.filter { rule.concerns(nodes[$0].name) }
      let open = group.filter { inBalance[$0] }
      let more = rule.failures - (group.count - open.count)
      guard more > 0 else { continue }
      for name in [ResourceName.cpu, .memory] {
        let sizes = open.map { Int128(Sizes.whole(nodes[$0].allocatable[name], name)) }
        let all = sizes.reduce(0, +)
        guard all > 0 else { continue }
        let largest = sizes.sorted().suffix(more).reduce(0, +)
        for (n, size) in zip(open, sizes) {
          let share = Int64((size * largest + all - 1) / all)
          standby[name, default: none][n] = max(standby[name]?[n] ?? 0, share)
        }
      }
    }
  }
}

/// Which nodes reserve rules want to be able to fail, and the rules without what they keep for that.
struct FailureDemands {
  private(set) var mayFail: [Bool]
  /// What is kept for a failure is used when it comes.
  private(set) var rulesThen: [Rule]

  /// Reads the rules; where as many nodes have failed as may, nothing is asked any more.
  init(_ rules: [Rule], _ nodes: [Node], _ inBalance: [Bool]) {
    mayFail = [Bool](repeating: false, count: nodes.count)
    rulesThen = rules
    for r in rules.indices {
      guard var reserve = rules[r].reserve, reserve.failures > 0 else { continue }
      let meant = nodes.indices.filter { reserve.concerns(nodes[$0].name) }
      let open = meant.filter { inBalance[$0] }
      if meant.count - open.count < reserve.failures {
        for n in open { mayFail[n] = true }
      }
      reserve.failures = 0
      rulesThen[r].demand = reserve.demand
    }
  }

  /// The names of the rules that protect a node, or any.
  static func names(_ rules: [Rule], about node: String? = nil) -> [String] {
    rules.compactMap { rule in
      guard let reserve = rule.reserve, reserve.failures > 0 else { return nil }
      return node.map(reserve.concerns) ?? true ? rule.name : nil
    }
  }
}
