import PlacementModel
import Testing

@testable import PlacementChecker

/// What may happen within a batch, and from one to the next.
@Suite struct ReplayTests {
  private static let nodes = [node("n1", cpu: 4), node("n2", cpu: 4), node("n3", cpu: 4)]
  private static let zones = [
    node("a1") { $0.labels["zone"] = "a" }, node("a2") { $0.labels["zone"] = "a" },
    node("b1") { $0.labels["zone"] = "b" }, node("b2") { $0.labels["zone"] = "b" },
  ]
  private static func rwo(_ vm: inout VirtualMachine) { vm.accessModes = [.readWriteOnce] }

  // MARK: - Capacity

  @Test func liveVMsAreOnBothNodes() throws {
    let test = Case(Self.nodes, [vm("p", on: "n1", cpu: 3), vm("q", on: "n2", cpu: 3)])
    // Neither has room for the other while both are there.
    let swap = try test.check([[Move("p", to: "n2"), Move("q", to: "n1")]])
    #expect(swap.violations.filter { $0.code == .capacity }.map(\.node) == ["n1", "n2"])
    #expect(swap.transcript.first?.receivers.map(\.cpu) == [1.5, 1.5])
    // With a parking move each batch fits.
    let parked = try test.check([
      [Move("p", to: "n3", .live, .parking)], [Move("q", to: "n1")], [Move("p", to: "n2")],
    ])
    #expect(Set(parked.violations.map(\.code)).subtracting([.objective]) == [])
    #expect(parked.transcript.map(\.batch) == [1, 2, 3])
    #expect(
      parked.transcript.map(\.moves) == [
        ["default/p from n1 to n3"], ["default/q from n2 to n1"], ["default/p from n3 to n2"],
      ]
    )
  }

  @Test func aColdVMLeavesFirst() throws {
    let test = Case(
      Self.nodes,
      [vm("p", on: "n1", cpu: 3, Self.rwo), vm("q", on: "n2", cpu: 1, Self.rwo)]
    )
    #expect(try test.codes([[Move("p", to: "n2", .cold)], [Move("q", to: "n1", .cold)]]) == [])
  }

  @Test func placementsTakeRoomToo() throws {
    let test = Case(
      Self.nodes,
      [vm("p", on: nil, cpu: 3), vm("q", on: nil, cpu: 3), vm("r", on: "n1")]
    )
    #expect(try test.codes([[Move("p", to: "n1", .place), Move("q", to: "n2", .place)]]) == [])
    #expect(
      try test.codes([[Move("p", to: "n1", .place), Move("q", to: "n1", .place)]]) == [.capacity]
    )
  }

  @Test func whoIsInFlightIsCarriedTwice() throws {
    let test = Case(
      Self.nodes,
      [vm("p", on: "n1", cpu: 2) { $0.migratingTo = "n2" }, vm("q", on: "n3", cpu: 3)]
    )
    #expect(try test.codes([[Move("q", to: "n2")]]) == [.capacity])
  }

  @Test func anOverfullNodeTakesSomethingInOnceItFits() throws {
    let test = Case(
      Self.nodes,
      [vm("p", on: "n1", cpu: 3), vm("q", on: "n1", cpu: 3), vm("r", on: "n2", cpu: 1)]
    )
    #expect(try test.codes([[Move("r", to: "n1")]]) == [.capacity])
    #expect(try test.codes([[Move("p", to: "n3")], [Move("r", to: "n1")]]) == [])
  }

  // MARK: - Limits

  @Test func parallelLimits() throws {
    let vms = (1...6).map { vm("v\($0)", on: "n\($0 % 3 + 1)", cpu: 0) }
    var test = Case(Self.nodes, vms)
    test.inventory.policy.migration.parallelPerCluster = 2
    #expect(
      try test.codes([[Move("v1", to: "n1"), Move("v2", to: "n1")]]) == []
    )
    #expect(
      try test.codes([[Move("v1", to: "n1"), Move("v2", to: "n2"), Move("v3", to: "n3")]])
        == [.parallelPerCluster]
    )
    test.inventory.policy.migration.parallelPerCluster = 9
    test.inventory.policy.migration.parallelInboundPerNode = 1
    #expect(
      try test.codes([[Move("v1", to: "n1"), Move("v2", to: "n1")]]) == [.parallelInboundPerNode]
    )
    test.inventory.policy.migration.parallelOutboundPerNode = 1
    #expect(
      try test.codes([[Move("v1", to: "n1"), Move("v4", to: "n3")]])
        == [.parallelOutboundPerNode]
    )
  }

  @Test func othersMigrationsTakeSlots() throws {
    var test = Case(
      Self.nodes,
      [vm("p", on: "n1") { $0.migratingTo = "n2" }, vm("q", on: "n1"), vm("r", on: "n3")]
    )
    test.inventory.policy.migration.parallelPerCluster = 1
    test.inventory.policy.migration.parallelOutboundPerNode = 1
    test.inventory.policy.migration.parallelInboundPerNode = 1
    #expect(
      try test.codes([[Move("q", to: "n2")]])
        == [.parallelPerCluster, .parallelOutboundPerNode, .parallelInboundPerNode]
    )
    #expect(try test.codes([[Move("r", to: "n1")]]) == [.parallelPerCluster])
  }

  @Test func dependentsAreNeverInFlightTogether() throws {
    let rule = Rule(name: "d", demand: .dependency(Members(virtualMachines: ["p", "q"])))
    var test = Case(Self.nodes, [vm("p", on: "n1"), vm("q", on: "n2")], rules: [rule])
    #expect(try test.codes([[Move("p", to: "n3"), Move("q", to: "n3")]]) == [.dependency])
    #expect(try test.codes([[Move("p", to: "n3")], [Move("q", to: "n3")]]) == [])
    test.inventory.cluster.virtualMachines[0].migratingTo = "n3"
    #expect(try test.codes([[Move("q", to: "n3")]]) == [.dependency])
    test.inventory.rules[0].required = false
    #expect(try test.codes([[Move("q", to: "n3")]]) == [])
  }

  @Test func quotasCountBothPodsOfALiveMove() throws {
    func rule(_ cpu: String) -> Rule {
      Rule(
        name: "q",
        demand: .quota(
          namespace: "default",
          hard: ["requests.cpu": q(cpu), "limits.cpu": q(0)],
          used: ["requests.cpu": q("1500m")]
        )
      )
    }
    var test = Case(
      Self.nodes,
      [vm("p", on: "n1"), vm("q", on: "n1", Self.rwo)],
      rules: [rule("4499m")]
    )
    // 2 of the VMs, 1.5 of others, and one more.
    #expect(try test.codes([[Move("p", to: "n2")]]) == [.quota])
    #expect(try test.codes([[Move("q", to: "n2", .cold)]]) == [])
    test.inventory.rules = [rule("4500m")]
    #expect(try test.codes([[Move("p", to: "n2")]]) == [])
    test.inventory.rules = [rule("3")]
    #expect(try test.codes([[Move("q", to: "n2", .cold)]]) == [.quota])
    // What a pod does not ask for does not keep it out.
    test.inventory.cluster.virtualMachines[0].requests[.cpu] = .zero
    test.inventory.rules = [rule("2")]
    #expect(try test.codes([[Move("p", to: "n2")]]) == [])
  }

  // MARK: - Rules on several VMs

  @Test func antiAffinityHoldsInTransit() throws {
    let test = Case(Self.nodes, [vm("p", on: "n1"), vm("q", on: "n2")], rules: [.apart("p", "q")])
    #expect(try test.codes([[Move("p", to: "n2"), Move("q", to: "n3")]]) == [.antiAffinity])
    #expect(try test.codes([[Move("q", to: "n3")], [Move("p", to: "n2")]]) == [])
    // Within a domain a VM counts once.
    let zonal = Case(
      Self.zones,
      [vm("p", on: "a1"), vm("q", on: "b1")],
      rules: [.apart("p", "q", key: "zone")]
    )
    #expect(try zonal.codes([[Move("p", to: "a2")]]) == [])
  }

  @Test func aBrokenRuleMayStayAsBrokenAsItIs() throws {
    let test = Case(
      Self.zones,
      [vm("p", on: "a1"), vm("q", on: "a1"), vm("r", on: "b1")],
      rules: [.apart("p", "q", "r", key: "zone")]
    )
    #expect(try test.codes([[Move("p", to: "a2")]]) == [])
    #expect(try test.codes([[Move("p", to: "b1")]]) == [.antiAffinity])
    #expect(try test.codes([[Move("r", to: "a2")]]) == [.antiAffinity])
  }

  @Test func togetherMoveTogether() throws {
    let test = Case(
      Self.nodes,
      [vm("p", on: "n1"), vm("q", on: "n1")],
      rules: [.together("p", "q")]
    )
    #expect(try test.codes([[Move("p", to: "n2"), Move("q", to: "n2")]]) == [])
    #expect(try test.codes([[Move("p", to: "n2")], [Move("q", to: "n2")]]) == [.affinity])
  }

  @Test func spreadCountsTheWorstMoment() throws {
    let test = Case(
      Self.zones,
      [vm("p", on: "a1"), vm("q", on: "b1")],
      rules: [.spread("p", "q", key: "zone")]
    )
    // Each in the other's zone: in between both may be in one.
    #expect(try test.codes([[Move("p", to: "b1"), Move("q", to: "a1")]]) == [.spread])
    #expect(try test.codes([[Move("p", to: "a2"), Move("q", to: "b2")]]) == [])
    // Down while it moves within its zone: 0 against 1 is no worse than allowed.
    var cold = test
    cold.inventory.cluster.virtualMachines[0].accessModes = [.readWriteOnce]
    #expect(try cold.codes([[Move("p", to: "a2", .cold)]]) == [])
    // With two in zone b it is.
    cold.inventory.cluster.virtualMachines.append(vm("r", on: "b2"))
    cold.inventory.rules = [.spread("p", "q", "r", key: "zone")]
    #expect(try cold.codes([[Move("p", to: "a2", .cold)]]) == [.spread])
  }

  private static func term(_ key: String) -> PodAffinityTerm {
    PodAffinityTerm(labelSelector: LabelSelector(matchLabels: ["app": "x"]), topologyKey: key)
  }

  @Test func podAntiAffinityKeepsBothSidesAway() throws {
    func test(_ first: (inout VirtualMachine) -> Void, _ second: (inout VirtualMachine) -> Void)
      -> Case
    { Case(Self.zones, [vm("p", on: "a1", first), vm("q", on: "b1", second)]) }
    let term = Self.term("zone")
    let carrier: (inout VirtualMachine) -> Void = { $0.affinity.podAntiAffinity.required = [term] }
    let matched: (inout VirtualMachine) -> Void = { $0.labels = ["app": "x"] }
    #expect(try test(carrier, matched).codes([[Move("p", to: "b2")]]) == [.antiAffinity])
    #expect(try test(matched, carrier).codes([[Move("p", to: "b2")]]) == [.antiAffinity])
    #expect(try test(matched, matched).codes([[Move("p", to: "b2")]]) == [])
    #expect(try test(carrier, matched).codes([[Move("p", to: "a2")]]) == [])
    // Both arrive in the same zone, in one batch.
    let cross = Case(
      Self.zones + [node("c1") { $0.labels["zone"] = "c" }],
      [vm("p", on: "a1", carrier), vm("q", on: "b1", matched)]
    )
    #expect(try cross.codes([[Move("p", to: "c1"), Move("q", to: "c1")]]) == [.antiAffinity])
  }

  @Test func itsOwnSourcePodIsInTheWay() throws {
    let both: (inout VirtualMachine) -> Void = {
      $0.labels = ["app": "x"]
      $0.affinity.podAntiAffinity.required = [Self.term("zone")]
    }
    let live = Case(Self.zones, [vm("p", on: "a1", both)])
    #expect(try live.codes([[Move("p", to: "a2")]]) == [.antiAffinity])
    #expect(try live.codes([[Move("p", to: "b1")]]) == [])
    let cold = Case(
      Self.zones,
      [
        vm("p", on: "a1") {
          both(&$0)
          Self.rwo(&$0)
        }
      ]
    )
    #expect(try cold.codes([[Move("p", to: "a2", .cold)]]) == [])
  }

  @Test func podAffinityNeedsSomebodyWhoStays() throws {
    let test = Case(
      Self.zones,
      [
        vm("p", on: "a1") { $0.affinity.podAffinity.required = [Self.term("zone")] },
        vm("q", on: "a1") { $0.labels = ["app": "x"] },
        vm("r", on: "b1") { $0.labels = ["app": "x"] },
      ]
    )
    #expect(try test.codes([[Move("p", to: "b1")]]) == [])
    // r leaves while p arrives, and p's old friend is gone for good.
    #expect(try test.codes([[Move("p", to: "b1"), Move("r", to: "a1")]]) == [.affinity])
    // Within the zone it never leaves.
    #expect(try test.codes([[Move("p", to: "b1"), Move("r", to: "b2")]]) == [])
    // q deserts p.
    #expect(try test.codes([[Move("q", to: "b2")]]) == [.affinity])
  }

  @Test func aColdMoveLeavesNobodyAloneMeanwhile() throws {
    let test = Case(
      Self.zones,
      [
        vm("p", on: "a1") { $0.affinity.podAffinity.required = [Self.term("zone")] },
        vm("q", on: "a1") {
          $0.labels = ["app": "x"]
          Self.rwo(&$0)
        },
      ]
    )
    // While q is down p has no company, though q comes back to the same zone.
    #expect(try test.codes([[Move("q", to: "a2", .cold)]]) == [.affinity])
    var live = test
    live.inventory.cluster.virtualMachines[1].accessModes = [.readWriteMany]
    #expect(try live.codes([[Move("q", to: "a2")]]) == [])
  }

  @Test func theFirstOfItsKindMayGoAnywhereButNotLive() throws {
    func shop(_ vm: inout VirtualMachine) {
      vm.labels = ["app": "x"]
      vm.affinity.podAffinity.required = [Self.term("zone")]
    }
    let new = Case(Self.zones + [node("x")], [vm("p", on: nil, shop)])
    #expect(try new.codes([[Move("p", to: "a1", .place)]]) == [])
    #expect(try new.codes([[Move("p", to: "x", .place)]]) == [.affinity])
    // Its own source pod is the match, and is not in the other zone.
    let live = Case(Self.zones, [vm("p", on: "a1", shop)])
    #expect(try live.codes([[Move("p", to: "a2")]]) == [])
    #expect(try live.codes([[Move("p", to: "b1")]]) == [.affinity])
    let cold = Case(
      Self.zones,
      [
        vm("p", on: "a1") {
          shop(&$0)
          Self.rwo(&$0)
        }
      ]
    )
    #expect(try cold.codes([[Move("p", to: "b1", .cold)]]) == [])
  }

  @Test func topologySpreadIsJudgedAsTheSchedulerDoes() throws {
    func even(_ vm: inout VirtualMachine) {
      vm.labels = ["app": "x"]
      vm.topologySpreadConstraints = [
        TopologySpreadConstraint(
          maxSkew: 1,
          topologyKey: "zone",
          labelSelector: LabelSelector(matchLabels: ["app": "x"])
        )
      ]
    }
    let test = Case(
      Self.zones + [node("x")],
      [vm("p", on: "a1", even), vm("q", on: "b1", even), vm("r", on: "a2", even)]
    )
    // a holds 2, b holds 1; r arriving in b makes it 2 against 2, or 1 once p is gone too.
    #expect(try test.codes([[Move("r", to: "b2")]]) == [])
    #expect(try test.codes([[Move("q", to: "a1")]]) == [.spread])
    #expect(try test.codes([[Move("r", to: "x")]]) == [.spread])
    // A second pod of q's in its own zone: 2 against 2.
    #expect(try test.codes([[Move("q", to: "b2")]]) == [])
    // A second pod of r's in its own zone: 3 against 1.
    #expect(try test.codes([[Move("r", to: "a1")]]) == [.spread])
  }

  @Test func othersMayNotTiltASpreadConstraint() throws {
    let constraint = TopologySpreadConstraint(
      maxSkew: 1,
      topologyKey: "zone",
      labelSelector: LabelSelector(matchLabels: ["app": "x"])
    )
    let test = Case(
      Self.zones,
      [
        vm("p", on: "a1") {
          $0.labels = ["app": "x"]
          $0.topologySpreadConstraints = [constraint]
        },
        vm("q", on: "b1") { $0.labels = ["app": "x"] },
      ]
    )
    // The scheduler would not mind q's leaving; the rule would be worse than at the start.
    #expect(try test.codes([[Move("q", to: "a2")]]) == [.spread])
  }

  // MARK: - Stopped VMs

  @Test func aStoppedVMMovesToWhereItCouldStart() throws {
    func test(_ change: (inout VirtualMachine) -> Void = { _ in }) -> Case {
      Case(
        Self.nodes,
        [
          vm("p", on: "n1", cpu: 3) {
            $0.powerState = .stopped
            change(&$0)
          },
          vm("q", on: "n2", cpu: 2),
        ],
        rules: [.apart("p", "q")],
        goal: Goal(optimize: .none, drain: ["n1"])
      )
    }
    #expect(try test().codes([[Move("p", to: "n3", .cold)]]) == [])
    #expect(try test().codes([[Move("p", to: "n2", .cold)]]) == [.stopped])
    #expect(
      try test { $0.nodeSelector = ["z": "a"] }.codes([[Move("p", to: "n3", .cold)]])
        == [.nodeSelector]
    )
    // q moves in later: what counts is the end.
    #expect(
      try test().codes([[Move("p", to: "n3", .cold)], [Move("q", to: "n3")]]) == [.stopped]
    )
  }

  // MARK: - Start

  @Test func aVMThatStayedMayConflictAndOneThatMovedMayNot() throws {
    let apart: (inout VirtualMachine) -> Void = {
      $0.labels = ["app": "x"]
      $0.affinity.podAntiAffinity.required = [Self.term(Node.hostnameLabel)]
    }
    let test = Case(
      Self.nodes,
      [vm("p", on: "n1", apart), vm("q", on: "n1", apart), vm("r", on: "n2")]
    )
    #expect(try test.codes([[Move("r", to: "n1")]]) == [])
    #expect(try test.codes([[Move("p", to: "n2")]]) == [])
    #expect(
      try test.codes([[Move("p", to: "n2", .live, .parking)], [Move("p", to: "n1")]])
        == [.antiAffinity]
    )
  }
}
