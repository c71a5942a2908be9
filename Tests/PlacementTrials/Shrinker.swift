import PlacementModel

/// Makes a trial smaller as long as it still shows what it was found to show.
public struct Shrinker {
  /// How often the question may be asked.
  public var mostQuestions = 2_000
  private let stillShows: (Trial) -> Bool
  private var questions = 0

  /// Creates a shrinker.
  ///
  /// - Parameter stillShows: The question; it must always give the same answer for the same trial.
  public init(stillShows: @escaping (Trial) -> Bool) { self.stillShows = stillShows }

  /// A trial from which nothing more can be taken away.
  ///
  /// Large parts are tried first: VMs and nodes, then rules, then what is said of each of them.
  public mutating func shrink(_ trial: Trial) -> Trial {
    var best = trial
    var again = true
    while again, questions < mostQuestions {
      again = false
      for reduction in Self.reductions {
        var at = 0
        while at < reduction.count(best), questions < mostQuestions {
          var smaller = best
          reduction.apply(&smaller, at)
          questions += 1
          if smaller != best, stillShows(smaller) {
            best = smaller
            again = true
            // What follows has moved up into this place.
            if !reduction.removes { at += 1 }
          } else {
            at += 1
          }
        }
      }
    }
    return best
  }

  /// One way to make a trial smaller, at any of several places.
  private struct Reduction: Sendable {
    var count: @Sendable (Trial) -> Int
    /// Whether what was at a place is gone afterwards.
    var removes = false
    var apply: @Sendable (inout Trial, Int) -> Void
  }

  private static let reductions: [Reduction] =
    [
      Reduction(count: { $0.inventory.cluster.virtualMachines.count }, removes: true) {
        $0.removeVM($1)
      },
      Reduction(count: { $0.inventory.cluster.nodes.count }, removes: true) { $0.removeNode($1) },
      Reduction(count: { $0.inventory.rules.count }, removes: true) {
        $0.inventory.rules.remove(at: $1)
      },
      Reduction(count: { _ in goalEdits.count }) { goalEdits[$1](&$0) },
    ]
    + machineEdits.map { edit in
      Reduction(count: { $0.inventory.cluster.virtualMachines.count }) {
        edit(&$0.inventory.cluster.virtualMachines[$1])
      }
    }
    + nodeEdits.map { edit in
      Reduction(count: { $0.inventory.cluster.nodes.count }) {
        edit(&$0.inventory.cluster.nodes[$1])
      }
    }

  private static let goalEdits: [@Sendable (inout Trial) -> Void] = [
    { $0.inventory.policy = Policy() }, { $0.inventory.policy.overcommit = Policy.Overcommit() },
    { $0.inventory.policy.migration = MigrationPolicy() },
    { $0.inventory.policy.thresholds = Policy.Thresholds() },
    { $0.inventory.policy.loadSource = nil }, { $0.inventory.cluster.namespaces = [] },
    { $0.goal = Goal() }, { $0.goal = Goal(drain: $0.goal.drain) },
    { $0.goal.maxMigrations = nil }, { $0.goal.maxDowntime = nil },
    { $0.goal.weights = Goal.Weights() },
    { $0.goal.migrationCost = 1 }, { $0.goal.coldFallback = .forced },
    { $0.goal.onInfeasible = .stop }, { $0.goal.optimize = .none },
  ]

  private static let machineEdits: [@Sendable (inout VirtualMachine) -> Void] = [
    { $0.affinity = Affinity() }, { $0.affinity.nodeAffinity = NodeAffinity() },
    { $0.affinity.podAffinity = PodAffinity() }, { $0.affinity.podAntiAffinity = PodAffinity() },
    { $0.topologySpreadConstraints = [] }, { $0.tolerations = [] }, { $0.nodeSelector = [:] },
    { $0.cpuSelector = [:] }, { $0.liveCPUSelector = [:] }, { $0.volumeNodeAffinity = [] },
    { $0.labels = [:] }, { $0.labels["tier"] = nil }, { $0.accessModes = [] },
    { $0.liveMigratable = nil }, { $0.powerState = .running }, { $0.pinned = false },
    { $0.maxDowntime = nil },
    { $0.evacuating = false }, { $0.migratingTo = nil }, { $0.namespace = "default" },
    { $0.usagePeak = nil },
    { vm in vm.requests = vm.requests.plain },
    { vm in vm.usage = vm.requests.plain }, { vm in vm.guest = vm.requests.plain },
    { vm in vm.requests[.cpu] = Quantity(1) }, { vm in vm.requests[.memory] = Quantity(1 << 30) },
  ]

  private static let nodeEdits: [@Sendable (inout Node) -> Void] = [
    { $0.taints = [] }, { $0.labels = [:] }, { $0.labels["generation"] = nil },
    { $0.labels["pool"] = nil }, { $0.ready = true }, { $0.unschedulable = false },
    { $0.reserved = [:] }, { $0.usage = nil }, { $0.capacity = $0.allocatable },
    { node in
      node.allocatable = node.allocatable.plain
      node.capacity = node.allocatable
    },
  ]
}

extension ResourceList {
  /// Cpu and memory alone.
  fileprivate var plain: ResourceList { [.cpu: self[.cpu], .memory: self[.memory]] }
}

extension Trial {
  /// Takes a VM away, and every mention of it.
  fileprivate mutating func removeVM(_ index: Int) {
    let name = inventory.cluster.virtualMachines.remove(at: index).fullName
    edit { members, nodes in members?.virtualMachines.removeAll { $0 == name } }
  }

  /// Takes a node away, with the VMs on it and every mention of it.
  fileprivate mutating func removeNode(_ index: Int) {
    guard inventory.cluster.nodes.count > 1 else { return }
    let name = inventory.cluster.nodes.remove(at: index).name
    let lost = inventory.cluster.virtualMachines.indices.filter {
      inventory.cluster.virtualMachines[$0].node == name
    }
    for i in lost.reversed() { removeVM(i) }
    for i in inventory.cluster.virtualMachines.indices
    where inventory.cluster.virtualMachines[i].migratingTo == name {
      inventory.cluster.virtualMachines[i].migratingTo = nil
    }
    goal.drain.removeAll { $0 == name }
    edit { members, nodes in nodes?.removeAll { $0 == name } }
  }

  /// Edits the VMs and nodes that rules name, and drops rules that name nothing any more.
  private mutating func edit(_ change: (inout Members?, inout [String]?) -> Void) {
    inventory.rules = inventory.rules.compactMap { rule in
      var rule = rule
      let kind = type(of: rule.demand.declaration)
      var values = rule.demand.declaration.values
      var members = rule.members
      var nodes = kind.requiredKeys.contains(.nodes) ? values.nodes : nil
      change(&members, &nodes)
      if let nodes {
        if nodes.isEmpty { return nil }
        values.nodes = nodes
      }
      guard let members else { return rule }
      if members.virtualMachines.isEmpty, members.selector == nil { return nil }
      values.members = members
      rule.demand = kind.init(values).demand
      return rule
    }
  }
}
