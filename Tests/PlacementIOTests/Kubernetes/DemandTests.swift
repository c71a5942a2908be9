import PlacementIO
import PlacementModel
import Testing

@Suite("What VMs of a cluster ask of nodes")
struct DemandTests {
  private let domain = "domain: {cpu: {cores: 2}, memory: {guest: 4Gi}}"

  private func vm(
    spec: String,
    metadata: String = "labels: {app: shop}",
    node: String = #"kubevirt.io/schedulable: "true""#,
    _ others: String...
  ) throws -> VirtualMachine? {
    let fixed = [
      Objects.node("n1", labels: node), Objects.machine("a"),
      Objects.instance("a", spec: spec, metadata: metadata),
    ]
    return try Objects.read((fixed + others).joined(separator: "\n---\n")).vm("a")
  }

  @Test func labelsAreThoseOfThePod() throws {
    let vm = try vm(
      spec: domain,
      metadata: "labels: {app: shop, kubevirt.io/nodeName: n1, workload: database}"
    )
    #expect(
      vm?.labels == [
        "app": "shop", "workload": "database", "kubevirt.io": "virt-launcher",
        "vm.kubevirt.io/name": "a",
      ]
    )
    #expect(vm?.workload == .database)
  }

  @Test func anUnknownWorkloadIsGeneral() throws {
    #expect(try vm(spec: domain, metadata: "labels: {workload: desktop}")?.workload == .general)
    let component = "labels: {app.kubernetes.io/component: cache}"
    #expect(try vm(spec: domain, metadata: component)?.workload == .cache)
  }

  @Test func selectorsComeFromTheSpecAndNotFromThePod() throws {
    let pod = Objects.launcher("a", spec: "nodeSelector: {kubernetes.io/hostname: n1}")
    let vm = try vm(spec: "\(domain), nodeSelector: {disk: ssd}", pod)
    #expect(vm?.nodeSelector == ["disk": "ssd"])
  }

  @Test func affinityKeepsItsShape() throws {
    let affinity = """
      affinity: {
        nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [
          {matchExpressions: [{key: zone, operator: In, values: [a, b]}]}]}},
        podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [
          {labelSelector: {matchLabels: {app: shop}}, topologyKey: kubernetes.io/hostname,
           fieldOfTheFuture: 1}]}}
      """
    let vm = try #require(try vm(spec: "\(domain), \(affinity)"))
    #expect(vm.affinity.nodeAffinity.required?.nodeSelectorTerms.count == 1)
    #expect(
      vm.affinity.podAntiAffinity.required == [
        PodAffinityTerm(
          labelSelector: LabelSelector(matchLabels: ["app": "shop"]),
          topologyKey: "kubernetes.io/hostname"
        )
      ]
    )
  }

  @Test func admissionsTolerationsAreAdded() throws {
    let vm = try #require(
      try vm(spec: "\(domain), tolerations: [{key: gpu, operator: Exists, effect: NoSchedule}]")
    )
    #expect(vm.tolerations.first == Toleration(key: "gpu", operator: .exists, effect: .noSchedule))
    #expect(vm.tolerations.count == 4)
    #expect(
      vm.tolerations.contains(
        Toleration(key: "node.kubernetes.io/not-ready", operator: .exists, effect: .noExecute)
      )
    )
  }

  @Test func aTolerationOfTheFutureIsPassedOver() throws {
    let read = try Objects.read(
      Objects.node("n1"),
      Objects.machine("a"),
      Objects.instance("a", spec: #"\#(domain), tolerations: [{key: k, operator: Gt, value: "1"}]"#)
    )
    #expect(read.vm("a")?.tolerations.count == 3)
    #expect(read.warnings.contains { $0.contains("spec.tolerations[0]") })
  }

  @Test func spreadConstraintsKeepTheirShape() throws {
    let constraint = """
      topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway,
        labelSelector: {matchLabels: {app: shop}}, nodeTaintsPolicy: Honor}]
      """
    let vm = try vm(spec: "\(domain), \(constraint)")
    #expect(
      vm?.topologySpreadConstraints == [
        TopologySpreadConstraint(
          maxSkew: 1,
          topologyKey: "zone",
          whenUnsatisfiable: .scheduleAnyway,
          labelSelector: LabelSelector(matchLabels: ["app": "shop"]),
          nodeTaintsPolicy: .honor
        )
      ]
    )
  }

  @Test func theArchitectureCountsWhereNodesTellTheirs() throws {
    let spec = "\(domain), architecture: arm64"
    #expect(try vm(spec: spec)?.nodeSelector.isEmpty == true)
    let node = #"kubevirt.io/schedulable: "true", kubernetes.io/arch: amd64"#
    #expect(try vm(spec: spec, node: node)?.nodeSelector == ["kubernetes.io/arch": "arm64"])
  }
}

@Suite("What the CPU of a VM asks of nodes")
struct CPUDemandTests {
  private let labels = #"""
    kubevirt.io/schedulable: "true", cpu-vendor.node.kubevirt.io/Intel: "true",
    host-model-cpu.node.kubevirt.io/Cascadelake: "true",
    host-model-required-features.node.kubevirt.io/avx512f: "true"
    """#

  private func vm(cpu: String, pod: String = "", settings: String = "") throws -> VirtualMachine? {
    let kubeVirt = """
      apiVersion: kubevirt.io/v1
      kind: KubeVirt
      metadata: {name: kubevirt, namespace: kubevirt}
      spec: {configuration: {\(settings)}}
      """
    let instance = Objects.instance("a", spec: "domain: {cpu: {\(cpu)}, memory: {guest: 4Gi}}")
    return try Objects.read(
      Objects.node("n1", labels: labels.replacing("\n", with: " ")),
      Objects.machine("a"),
      instance,
      Objects.launcher("a", spec: "nodeSelector: {\(pod)}"),
      kubeVirt
    ).vm("a")
  }

  private static let host = [
    "cpu-vendor.node.kubevirt.io/Intel": "true",
    "cpu-model-migration.node.kubevirt.io/Cascadelake": "true",
    "cpu-feature.node.kubevirt.io/avx512f": "true",
  ]

  @Test(arguments: ["model: host-model", "cores: 2"])
  func hostModelBindsLiveMigrationsToTheModelOfTheNode(cpu: String) throws {
    let vm = try vm(cpu: cpu)
    #expect(vm?.cpuSelector == [:])
    #expect(vm?.liveCPUSelector == Self.host)
  }

  @Test func afterAMigrationThePodTellsTheModelItBootedWith() throws {
    let vm = try vm(
      cpu: "model: host-model",
      pod: #"cpu-model-migration.node.kubevirt.io/Broadwell: "true""#
    )
    #expect(
      vm?.liveCPUSelector == [
        "cpu-vendor.node.kubevirt.io/Intel": "true",
        "cpu-model-migration.node.kubevirt.io/Broadwell": "true",
      ]
    )
  }

  @Test func passthroughNeedsTheSameModel() throws {
    let vm = try vm(cpu: "model: host-passthrough")
    #expect(vm?.cpuSelector == [:])
    #expect(
      vm?.liveCPUSelector == [
        "cpu-vendor.node.kubevirt.io/Intel": "true",
        "host-model-cpu.node.kubevirt.io/Cascadelake": "true",
      ]
    )
  }

  @Test func aNamedModelAndFeaturesBindEveryMove() throws {
    let vm = try vm(
      cpu: "model: Haswell, features: [{name: vmx}, {name: aes, policy: optional}]",
      pod: #"machine-type.node.kubevirt.io/q35: "true", kubernetes.io/hostname: n1"#
    )
    #expect(
      vm?.cpuSelector == [
        "cpu-model.node.kubevirt.io/Haswell": "true", "cpu-feature.node.kubevirt.io/vmx": "true",
        "machine-type.node.kubevirt.io/q35": "true",
      ]
    )
    #expect(vm?.liveCPUSelector == ["cpu-vendor.node.kubevirt.io/Intel": "true"])
  }

  @Test func theClusterMayNameTheModel() throws {
    let vm = try vm(cpu: "cores: 2", settings: "cpuModel: Haswell")
    #expect(vm?.cpuSelector == ["cpu-model.node.kubevirt.io/Haswell": "true"])
  }
}
