import Foundation
import PlacementIO
import PlacementModel
import Testing

@Suite struct ScenarioReaderTests {
  let scenario: Scenario

  init() throws { scenario = try Scenario(Data(everyKey.utf8), file: "f.yaml") }

  @Test func nodesAreRead() throws {
    #expect(scenario.name == "every-key")
    #expect(scenario.description == "every key once")
    let cluster = scenario.inventory.cluster
    #expect(cluster.namespaces == [Namespace(name: "prod", labels: ["team": "shop"])])
    let first = Node(
      name: "worker-01",
      allocatable: [
        .cpu: Quantity(32), .memory: Quantity(128 << 30), .pods: Quantity(250),
        "nvidia.com/gpu": Quantity(2),
      ],
      capacity: [
        .cpu: Quantity(33), .memory: Quantity(132 << 30), .pods: Quantity(250),
        "nvidia.com/gpu": Quantity(2),
      ],
      reserved: [.cpu: Quantity(milli: 1500), .memory: Quantity(6 << 30), .pods: Quantity(20)],
      usage: [.cpu: Quantity(27), .memory: Quantity(92 << 30)],
      labels: ["topology.kubernetes.io/zone": "a"],
      taints: [Taint(key: "dedicated", value: "gpu", effect: .noSchedule)],
      network: Node.Network(utilization: 0.35)
    )
    let second = Node(
      name: "worker-02",
      allocatable: [.cpu: Quantity(16), .memory: Quantity(64 << 30)],
      ready: false,
      unschedulable: true
    )
    #expect(cluster.nodes == [first, second])
  }

  @Test func machinesAreRead() throws {
    let machine = try #require(scenario.inventory.cluster.virtualMachines.first)
    #expect(machine.fullName == "prod/database-01")
    #expect(machine.node == "worker-01")
    #expect(machine.powerState == .paused)
    #expect(
      machine.requests == [
        .cpu: Quantity(4), .memory: Quantity(17 << 30), "nvidia.com/gpu": Quantity(1),
      ]
    )
    #expect(machine.usage == [.cpu: Quantity(milli: 3200), .memory: Quantity(17 << 30)])
    #expect(machine.guest == [.cpu: Quantity(4), .memory: Quantity(16 << 30)])
    #expect(machine.instanceType == "u1.xlarge")
    #expect(machine.labels == ["app": "shop", "tier": "db"])
    #expect(machine.nodeSelector == ["disk": "ssd"])
    #expect(
      machine.tolerations == [
        Toleration(key: "dedicated", value: "gpu", effect: .noSchedule),
        Toleration(operator: .exists, effect: .noExecute),
      ]
    )
    #expect(machine.accessModes == [.readWriteMany, .readWriteOnce])
    #expect(machine.liveMigratable?.status == "False")
    #expect(machine.liveMigratable?.reason == "HostDeviceNotLiveMigratable")
    #expect(machine.workload == .database)
    #expect(machine.migratingTo == "worker-02")
    #expect(machine.evacuating && machine.pinned)
    #expect(machine.cpuSelector == ["feature": "avx"])
    #expect(machine.liveCPUSelector == ["vendor": "Intel"])
    #expect(machine.losesOnRestart == ["scratch", "root"])
    #expect(machine.restartPending?.changes == ["cpu 2 → 4"])
    #expect(machine.restartPending?.requests?[.cpu] == Quantity(4))
    #expect(machine.restartPending?.nodeSelector == ["pool": "big"])
    #expect(machine.restartPending?.nodeAffinity?.required?.nodeSelectorTerms.count == 1)
    #expect(
      machine.demandedLabels == [
        DemandedLabel(key: "cpumanager", setBy: "dedicatedCpuPlacement"),
        DemandedLabel(key: "feature", value: "svm", forbidden: true, setBy: "the CPU feature svm"),
      ]
    )
    #expect(machine.limits == [.cpu: Quantity(4), .memory: Quantity(18 << 30)])
    let zone = LabelRequirement(key: "zone", operator: .in, values: ["a"])
    #expect(
      machine.volumeNodeAffinity == [
        NodeSelector(nodeSelectorTerms: [NodeSelectorTerm(matchExpressions: [zone])])
      ]
    )
    let other = scenario.inventory.cluster.virtualMachines[1]
    #expect(other.fullName == "default/app-01")
    #expect(other.powerState == .stopped)
    #expect(other.requests[.memory] == Quantity(2_000_000_000))
    #expect(other.usage == other.requests && other.guest == other.requests)
  }

  @Test func kubernetesShapesAreRead() throws {
    let machine = try #require(scenario.inventory.cluster.virtualMachines.first)
    let node = machine.affinity.nodeAffinity
    let term = try #require(node.required?.nodeSelectorTerms.first)
    #expect(
      term.matchExpressions == [LabelRequirement(key: "generation", operator: .gt, values: ["3"])]
    )
    #expect(
      term.matchFields == [
        LabelRequirement(key: "metadata.name", operator: .in, values: ["worker-01"])
      ]
    )
    #expect(node.preferred.map(\.weight) == [7])
    let near = try #require(machine.affinity.podAffinity.required.first)
    #expect(near.namespaces == ["prod", "test"])
    #expect(near.namespaceSelector == LabelSelector())
    #expect(near.labelSelector?.matchLabels == ["app": "cache"])
    #expect(
      near.labelSelector?.matchExpressions == [
        LabelRequirement(key: "tier", operator: .in, values: ["db"])
      ]
    )
    let apart = try #require(machine.affinity.podAntiAffinity.preferred.first)
    #expect(apart.weight == 100)
    #expect(
      apart.podAffinityTerm.labelSelector?.matchExpressions == [
        LabelRequirement(key: "app", operator: .notIn, values: ["x"]),
        LabelRequirement(key: "app", operator: .notIn, values: ["shop"]),
      ]
    )
    #expect(
      machine.topologySpreadConstraints == [
        TopologySpreadConstraint(
          maxSkew: 2,
          topologyKey: "zone",
          labelSelector: LabelSelector(
            matchLabels: ["app": "shop"],
            matchExpressions: [LabelRequirement(key: "app", operator: .in, values: ["shop"])]
          ),
          minDomains: 3,
          nodeAffinityPolicy: .ignore,
          nodeTaintsPolicy: .honor
        )
      ]
    )
  }

  @Test func rulesAreRead() {
    let app = Members(virtualMachines: ["default/app-01"])
    let shop = Members(selector: LabelSelector(matchLabels: ["app": "shop"]))
    let both = Members(virtualMachines: ["prod/database-01", "default/app-01"])
    let mixed = Members(
      virtualMachines: ["prod/database-01"],
      selector: LabelSelector(matchLabels: ["a": "b"])
    )
    let host = "kubernetes.io/hostname"
    #expect(
      scenario.inventory.rules == [
        Rule(
          name: "apart",
          demand: .antiAffinity(both, topologyKey: "zone", max: 2),
          required: false,
          weight: 3.5
        ),
        Rule(name: "together", demand: .affinity(shop, topologyKey: host), required: false),
        Rule(
          name: "zones",
          demand: .spread(Members(selector: LabelSelector()), topologyKey: "zone", maxSkew: 2)
        ),
        Rule(name: "licences", demand: .fence(app, nodes: ["worker-01", "worker-02"])),
        Rule(name: "keep-off", demand: .ban(app, nodes: ["worker-01"])),
        Rule(name: "dependency-6", demand: .dependency(mixed)),
        Rule(
          name: "prod",
          demand: .quota(
            namespace: "prod",
            hard: [
              .cpu: Quantity(64), .memory: Quantity(256 << 30), .pods: Quantity(9),
              "x.io/y": Quantity(1),
            ],
            used: [.cpu: Quantity(1)]
          )
        ),
      ]
    )
  }

  @Test func policyAndGoalAreRead() {
    let policy = Policy(
      loadSource: .usage,
      overcommit: Policy.Overcommit(cpu: 1.5, memory: 1.25),
      thresholds: Policy.Thresholds(
        cpu: Policy.Thresholds.Band(high: 0.9, low: 0.4),
        memory: Policy.Thresholds.Band(high: 0.45, low: 0.45)
      ),
      migration: MigrationPolicy(
        parallelPerCluster: 6,
        parallelOutboundPerNode: 3,
        parallelInboundPerNode: 4,
        bandwidth: Quantity(32 << 20),
        completionTimeoutPerGiB: 100,
        coldDowntime: 12.5
      )
    )
    #expect(scenario.inventory.policy == policy)
    #expect(
      scenario.goal
        == Goal(
          optimize: .performance,
          weights: Goal.Weights(cpu: 3, memory: 0),
          terms: ["balance.memory": 0.25, "peaks": 5],
          tolerance: Goal.Tolerance(cpu: 0.01, count: 1),
          drain: ["worker-02"],
          maxMigrations: 10,
          maxDowntime: 80,
          migrationCost: 0.5,
          coldFallback: .always,
          allowRestart: ["default/app-01"],
          onInfeasible: .relax,
          schedule: .streaming
        )
    )
  }

  @Test func expectationsAreRead() {
    var expect = Expectation()
    expect.status = .partial
    expect.migrations = Expectation.Count(atMost: 3, atLeast: 1)
    expect.placements = [
      "prod/database-01": ["worker-01", "worker-02"], "default/app-01": ["worker-01"],
    ]
    expect.unmoved = ["prod/database-01"]
    expect.moved = ["default/app-01"]
    expect.types = ["default/app-01": .cold]
    expect.load = [
      "cpu": Expectation.Load(stddevAtMost: 0.05, peakAtMost: 0.8),
      "count": Expectation.Load(stddevAtMost: 1),
    ]
    expect.blocked = [
      "default/app-01": ["taint", "capacity.memory"], "prod/database-01": ["pinned"],
    ]
    expect.before = [["prod/database-01", "default/app-01"]]
    expect.sameBatch = [["default/app-01", "prod/database-01"]]
    expect.batchSizeAtMost = 1
    expect.relaxations = ["reserved-for"]
    expect.loadSource = .requests
    expect.downtimeAtMost = 40
    expect.objectiveAtMost = 0.21
    expect.capturedAtLeast = 0.9
    expect.gapAtMost = 0.01
    expect.batchesAtMost = 4
    expect.secondsEstimatedAtMost = 900
    expect.greedyRatioAtMost = 0.95
    expect.warnings = ["overcommit"]
    expect.noWarnings = ["reserve"]
    expect.broken = ["apart": 1, "nodeSelector": 0]
    #expect(scenario.expect == expect)
  }

  @Test func jsonMeansTheSame() throws {
    let root = try #require(try read(everyKey).first)
    let json = try #require(try read(root.json).first)
    #expect(json.withoutLines == root.withoutLines)
    #expect(try Scenario(Data(root.json.utf8), file: "f.yaml") == scenario)
  }

  @Test func whatIsLeftOutHasDefaults() throws {
    let text = """
      apiVersion: placementsolver/v1
      kind: Scenario
      cluster:
        nodes: [{name: a, allocatable: {cpu: 0, memory: 8Gi}, usage: {cpu: 1}, labels: null}]
        virtualMachines: [{name: v, node: a, requests: {cpu: 1, memory: 2Gi}}]
      rules: [{type: antiAffinity, virtualMachines: [v]}]
      goal: {weights: {}}
      """
    let scenario = try Scenario(Data(text.utf8), file: "some/where/bare.yaml")
    #expect(scenario.name == "bare")
    #expect(scenario.goal == Goal())
    #expect(scenario.expect == nil)
    #expect(scenario.inventory.policy == Policy())
    // The half that was not measured is what the VMs use.
    #expect(
      scenario.inventory.cluster.nodes[0].usage == [.cpu: Quantity(1), .memory: Quantity(2 << 30)]
    )
    #expect(
      scenario.inventory.rules == [
        Rule(
          name: "antiAffinity-1",
          demand: .antiAffinity(
            Members(virtualMachines: ["default/v"]),
            topologyKey: "kubernetes.io/hostname",
            max: 1
          )
        )
      ]
    )
  }
}
