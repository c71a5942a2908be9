import PlacementModel
import Testing

@testable import PlacementChecker

/// Excesses over rules, counted by hand.
@Suite struct ExcessTests {
  private static let zones = [
    node("a1") { $0.labels["zone"] = "a" }, node("a2") { $0.labels["zone"] = "a" },
    node("b1") { $0.labels["zone"] = "b" }, node("x1"),
  ]

  /// The sum of all rule terms where everything is now.
  private func price(
    _ vms: [VirtualMachine],
    _ rules: [Rule] = [],
    nodes: [Node] = zones,
    drain: [String] = []
  ) -> Double {
    let test = Case(nodes, vms, rules: rules, goal: Goal(optimize: .none, drain: drain))
    let score = test.scorer.score(placement: [:], moves: [])
    let required = score.levels.first { $0.name == "required" }?.before ?? 0
    return score.untouched + required
  }

  @Test(arguments: [
    (["a1", "a1", "a2"], 1, 2.0), (["a1", "a1", "a2"], 2, 1.0), (["a1", "a2", "b1"], 1, 1.0),
    (["a1", "b1", "x1"], 1, 0.0), (["x1", "x1", "x1"], 1, 0.0),
  ])
  func antiAffinity(places: [String], most: Int, excess: Double) {
    let vms = zip(["p", "q", "r"], places).map { vm($0, on: $1) }
    #expect(price(vms, [.apart("p", "q", "r", key: "zone", max: most)]) == excess)
  }

  @Test(arguments: [
    (["a1", "a2", "a1"], 0.0), (["a1", "a2", "b1"], 1.0), (["a1", "x1", "x1"], 2.0),
    (["x1", "x1", "x1"], 3.0),
  ])
  func affinity(places: [String], excess: Double) {
    let vms = zip(["p", "q", "r"], places).map { vm($0, on: $1) }
    #expect(price(vms, [.together("p", "q", "r", key: "zone")]) == excess)
  }

  @Test(arguments: [
    (["a1", "a1", "a2"], [String](), 2.0), (["a1", "a2", "b1"], [], 0.0),
    (["x1", "x1", "x1"], [], 0.0), (["a1", "a1", "a2"], ["b1"], 0.0),
    (["b1", "b1", "b1"], ["a1"], 2.0),
  ])
  func spread(places: [String], drain: [String], excess: Double) {
    let vms = zip(["p", "q", "r"], places).map { vm($0, on: $1) }
    #expect(price(vms, [.spread("p", "q", "r", key: "zone")], drain: drain) == excess)
  }

  @Test func anExcessOverAPreferredRuleCostsFiveAverageMoves() {
    let rule = Rule.apart("p", "q", required: false)
    #expect(isClose(price([vm("p", on: "a1"), vm("q", on: "a1")], [rule]), 5 * 0.1 / 2))
  }

  private static func term(_ labels: [String: String], _ key: String = "zone") -> PodAffinityTerm {
    PodAffinityTerm(labelSelector: LabelSelector(matchLabels: labels), topologyKey: key)
  }

  @Test(arguments: [
    (["a1", "a2"], 2.0), (["a1", "b1"], 0.0), (["x1", "x1"], 0.0),
  ])
  func podAntiAffinityAmongEquals(places: [String], excess: Double) {
    let vms = zip(["p", "q"], places).map { name, place in
      vm(name, on: place) {
        $0.labels = ["app": "x"]
        $0.affinity.podAntiAffinity.required = [Self.term(["app": "x"])]
      }
    }
    #expect(price(vms) == excess)
  }

  @Test func podAntiAffinityCountsThoseWithTheTerm() {
    let vms = [
      vm("p", on: "a1") { $0.affinity.podAntiAffinity.required = [Self.term(["app": "x"])] },
      vm("q", on: "a2") { $0.labels = ["app": "x"] },
      vm("r", on: "a2") { $0.labels = ["app": "x"] },
    ]
    #expect(price(vms) == 1)
  }

  @Test(arguments: [
    (["a1", "a2"], 0.0), (["a1", "b1"], 1.0), (["x1", "x1"], 1.0), (["a1", "x1"], 1.0),
  ])
  func podAffinityNeedsCompany(places: [String], excess: Double) {
    let vms = [
      vm("p", on: places.first) { $0.affinity.podAffinity.required = [Self.term(["app": "x"])] },
      vm("q", on: places.last) { $0.labels = ["app": "x"] },
    ]
    #expect(price(vms) == excess)
  }

  @Test func theOnlyOneOfItsKindIsContent() {
    func shop(_ name: String, _ place: String) -> VirtualMachine {
      vm(name, on: place) {
        $0.labels = ["app": "x"]
        $0.affinity.podAffinity.preferred = [
          PodAffinity.PreferredTerm(weight: 50, podAffinityTerm: Self.term(["app": "x"]))
        ]
      }
    }
    #expect(price([shop("p", "a1")]) == 0)
    #expect(price([shop("p", "a1"), shop("q", "a2")]) == 0)
    #expect(isClose(price([shop("p", "a1"), shop("q", "b1")]), 2 * 50 * 0.05 / 2))
  }

  @Test func termsLookInTheirNamespaces() {
    var term = Self.term(["app": "x"])
    let other = vm("q", on: "a1") {
      $0.namespace = "prod"
      $0.labels = ["app": "x"]
    }
    func excess() -> Double {
      price([vm("p", on: "a1") { $0.affinity.podAntiAffinity.required = [term] }, other])
    }
    #expect(excess() == 0)
    term.namespaces = ["prod"]
    #expect(excess() == 1)
    term.namespaces = []
    term.namespaceSelector = LabelSelector()
    #expect(excess() == 1)
    term.namespaceSelector = LabelSelector(matchLabels: ["kubernetes.io/metadata.name": "default"])
    #expect(excess() == 0)
    term.labelSelector = nil
    term.namespaceSelector = LabelSelector()
    #expect(excess() == 0)
  }

  @Test(
    arguments: [
      (["a1", "a1", "a1"], nil, 2.0), (["a1", "a2", "b1"], nil, 0.0), (["a1", "a2", "b1"], 3, 1.0),
      (["x1", "x1", "a1"], nil, 0.0),
    ] as [([String], Int?, Double)]
  )
  func topologySpread(places: [String], minDomains: Int?, excess: Double) {
    let constraint = TopologySpreadConstraint(
      maxSkew: 1,
      topologyKey: "zone",
      labelSelector: LabelSelector(),
      minDomains: minDomains
    )
    let vms = zip(["p", "q", "r"], places).map { name, place in
      vm(name, on: place) { $0.topologySpreadConstraints = [constraint] }
    }
    #expect(price(vms) == excess)
  }

  @Test func topologySpreadCountsNodesTheVMMayUse() {
    let constraint = TopologySpreadConstraint(
      maxSkew: 1,
      topologyKey: "zone",
      whenUnsatisfiable: .scheduleAnyway,
      labelSelector: LabelSelector()
    )
    func vms(_ change: (inout VirtualMachine) -> Void) -> [VirtualMachine] {
      ["p", "q", "r"].map { name in
        vm(name, on: "a1") {
          $0.topologySpreadConstraints = [constraint]
          change(&$0)
        }
      }
    }
    // A preferred rule of weight 10, three VMs, and an excess of 2 against the empty zone b.
    let two = 2 * 10 * 0.05 / 3
    #expect(isClose(price(vms { _ in }), two))
    // Bound to zone a, there is nothing to spread over.
    #expect(price(vms { $0.nodeSelector = ["zone": "a"] }) == 0)
    #expect(
      isClose(
        price(
          vms {
            $0.nodeSelector = ["zone": "a"]
            $0.topologySpreadConstraints[0].nodeAffinityPolicy = .ignore
          }
        ),
        two
      )
    )
    var nodes = Self.zones
    nodes[2].taints = [Taint(key: "k", effect: .noSchedule)]
    #expect(isClose(price(vms { _ in }, nodes: nodes), two))
    #expect(
      price(vms { $0.topologySpreadConstraints[0].nodeTaintsPolicy = .honor }, nodes: nodes) == 0
    )
    // Cordoned nodes still count: that is how the scheduler counts.
    nodes = Self.zones
    nodes[2].unschedulable = true
    #expect(isClose(price(vms { _ in }, nodes: nodes), two))
  }

  @Test func standingOnTheWrongNodeCostsOneARule() {
    let tainted = node("n1") {
      $0.taints = [
        Taint(key: "a", effect: .noSchedule), Taint(key: "b", effect: .noExecute),
        Taint(key: "node.kubernetes.io/not-ready", effect: .noExecute),
      ]
    }
    let standing = vm("p", on: "n1") {
      $0.nodeSelector = ["zone": "a"]
      $0.affinity.nodeAffinity.required = NodeSelector(nodeSelectorTerms: [])
    }
    let rules = [
      Rule(name: "f", demand: .fence(Members(selector: LabelSelector()), nodes: ["n2"])),
      Rule(name: "g", demand: .ban(Members(virtualMachines: ["p"]), nodes: ["n1"])),
    ]
    #expect(price([standing], rules, nodes: [tainted, node("n2")]) == 5)
    let state = node("n1") {
      $0.taints = [Taint(key: "node.kubernetes.io/not-ready", effect: .noExecute)]
    }
    #expect(price([vm("p", on: "n1")], nodes: [state]) == 0)
  }

  @Test func preferencesOfNodesCostTheirWeights() {
    let soft = node("n1") {
      $0.taints = [
        Taint(key: "a", effect: .preferNoSchedule), Taint(key: "b", effect: .preferNoSchedule),
      ]
    }
    let standing = vm("p", on: "n1") {
      $0.affinity.nodeAffinity.preferred = [
        .init(
          weight: 40,
          preference: NodeSelectorTerm(matchExpressions: [
            LabelRequirement(key: "zone", operator: .exists)
          ])
        ),
        .init(weight: 100, preference: NodeSelectorTerm()),
      ]
    }
    let members = Members(virtualMachines: ["default/p"])
    let rule = Rule(name: "f", demand: .fence(members, nodes: []), required: false, weight: 7)
    #expect(isClose(price([standing], [rule], nodes: [soft]), 0.05 * (2 * 10 + 40 + 7)))
  }
}
