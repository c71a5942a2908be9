import PlacementIO
import PlacementModel
import Testing

@Suite("What a restart of a VM of a cluster loses and changes")
struct RestartTests {
  private static let domain = "domain: {cpu: {cores: 2}, memory: {guest: 4Gi}}"

  private func read(
    template: String = domain,
    spec: String = domain,
    status: String = "phase: Running, nodeName: n1",
    machine: String = "printableStatus: Running",
    conditions: String = #"{type: LiveMigratable, status: "False"}"#,
    _ others: String...
  ) throws -> VirtualMachine? {
    let fixed = [
      Objects.node("n1"), Objects.node("n2"), Objects.launcher("a"),
      Objects.machine("a", template: template, status: machine),
      Objects.instance("a", spec: spec, status: status, conditions: conditions),
    ]
    return try Objects.read((fixed + others).joined(separator: "\n---\n")).vm("a")
  }

  private func volumes(_ volumes: String, disks: String = "") throws -> VirtualMachine? {
    let spec = """
      domain: {cpu: {cores: 2}, memory: {guest: 4Gi}, devices: {disks: [\(disks)]}},
      volumes: [\(volumes)]
      """
    return try read(template: spec, spec: spec)
  }

  private static let onItsNode = [
    NodeSelector(nodeSelectorTerms: [
      NodeSelectorTerm(matchFields: [
        LabelRequirement(key: "metadata.name", operator: .in, values: ["n1"])
      ])
    ])
  ]

  @Test func aHostDiskKeepsItsMachineOnTheNode() throws {
    let disk = "{name: d, hostDisk: {path: /d.img, type: DiskOrCreate}}"
    #expect(try volumes(disk)?.volumeNodeAffinity == Self.onItsNode)
    let shared = "{name: d, hostDisk: {path: /d.img, type: Disk, shared: true}}"
    #expect(try volumes(shared)?.volumeNodeAffinity == [])
  }

  @Test(arguments: ["hostPath: {path: /data}", "local: {path: /data}"])
  func aLocalVolumeWithoutAffinityIsWhereItsMachineIs(source: String) throws {
    let spec = "\(Self.domain), volumes: [{name: d, persistentVolumeClaim: {claimName: c}}]"
    let vm = try read(
      template: spec,
      spec: spec,
      Objects.object(
        "PersistentVolumeClaim",
        "v1",
        "c",
        "spec: {accessModes: [ReadWriteOnce], volumeName: pv}"
      ),
      "{apiVersion: v1, kind: PersistentVolume, metadata: {name: pv}, spec: {\(source)}}"
    )
    #expect(vm?.volumeNodeAffinity == Self.onItsNode)
  }

  @Test func whatThePodHoldsIsLost() throws {
    let vm = try volumes(
      """
      {name: root, containerDisk: {image: x}}, {name: scratch, emptyDisk: {capacity: 1Gi}},
      {name: cow, ephemeral: {persistentVolumeClaim: {claimName: base}}},
      {name: tools, containerDisk: {image: y}}, {name: fixed, containerDisk: {image: z}},
      {name: init, cloudInitNoCloud: {userData: x}}
      """,
      disks:
        "{name: root, disk: {}}, {name: tools, cdrom: {}}, {name: fixed, disk: {readonly: true}}"
    )
    #expect(vm?.losesOnRestart == ["root", "scratch", "cow"])
  }

  @Test func aDiskOfTheInstanceAloneDoesNotComeBack() throws {
    let vm = try read(
      spec: "\(Self.domain), volumes: [{name: extra, dataVolume: {name: extra}}]"
    )
    #expect(vm?.losesOnRestart == ["extra (hot-plugged into the running instance only)"])
  }

  @Test func aStoppedMachineLosesNothing() throws {
    let read = try Objects.read(
      Objects.node("n1"),
      Objects.machine(
        "a",
        spec: "runStrategy: Halted",
        template: "\(Self.domain), volumes: [{name: s, emptyDisk: {capacity: 1Gi}}]",
        status: "printableStatus: Stopped"
      )
    )
    #expect(read.vm("a")?.losesOnRestart == [])
  }

  @Test func theStateOfItsFirmwareIsAClaimToo() throws {
    let vm = try read(
      status: """
        phase: Running, nodeName: n1, volumeStatus: [{name: persistent-state-for-a,
        persistentVolumeClaimInfo: {claimName: state, accessModes: [ReadWriteOnce]}}]
        """,
      Objects.object(
        "PersistentVolumeClaim",
        "v1",
        "state",
        "spec: {accessModes: [ReadWriteOnce], volumeName: pv}"
      ),
      "{apiVersion: v1, kind: PersistentVolume, metadata: {name: pv}, spec: {hostPath: {path: /x}}}"
    )
    #expect(vm?.accessModes == [.readWriteOnce])
    #expect(vm?.volumeNodeAffinity == Self.onItsNode)
  }

  @Test func theTemplateTellsWhatARestartChanges() throws {
    #expect(try read()?.restartPending == nil)
    let vm = try read(
      template: "domain: {cpu: {cores: 8}, memory: {guest: 8Gi}}, nodeSelector: {pool: large}"
    )
    #expect(
      vm?.restartPending?.changes == ["cpu 2 → 8", "memory 4Gi → 8Gi", "nodeSelector"]
    )
    #expect(vm?.restartPending?.nodeSelector == ["pool": "large"])
    #expect(vm?.restartPending?.requests?[.cpu] == Quantity(milli: 800))
    #expect(vm?.nodeSelector == [:] && vm?.requests[.cpu] == Quantity(milli: 200))
  }

  @Test func theConditionTellsWhereNothingShows() throws {
    let status = """
      printableStatus: Running, conditions: [{type: RestartRequired, status: "True",
        message: a non-live-updatable field was changed}]
      """
    let vm = try read(machine: status.replacing("\n", with: " "))
    #expect(vm?.restartPending?.changes == ["a non-live-updatable field was changed"])
  }

  @Test func aPendingHotplugIsChargedAlready() throws {
    let vm = try read(
      template: "domain: {cpu: {sockets: 8}, memory: {guest: 4Gi}}",
      spec: "domain: {cpu: {sockets: 8}, memory: {guest: 4Gi}}",
      status: "phase: Running, nodeName: n1, currentCPUTopology: {sockets: 2}",
      conditions: #"{type: HotVCPUChange, status: "True"}"#
    )
    #expect(vm?.guest[.cpu] == Quantity(2))
    #expect(vm?.requests[.cpu] == Quantity(milli: 800))
    #expect(vm?.restartPending == nil)
  }

  @Test func changingVolumesHoldsItInPlace() throws {
    let vm = try read(conditions: #"{type: VolumesChange, status: "True"}"#)
    #expect(vm?.pinned == true)
  }
}

@Suite("Labels that KubeVirt demands of nodes")
struct NodeLabelTests {
  private func labels(
    cpu: String = "cores: 2",
    domain: String = "",
    pod: String? = nil,
    spec: String = "",
    node: String = #"kubevirt.io/schedulable: "true""#,
    settings: String = "",
    _ others: String...
  ) throws -> [DemandedLabel]? {
    let whole = "domain: {cpu: {\(cpu)}, memory: {guest: 4Gi}\(domain)}\(spec)"
    let fixed = [
      Objects.node("n1", labels: node), Objects.machine("a", template: whole),
      Objects.instance("a", spec: whole),
      Objects.launcher("a", spec: pod.map { "nodeSelector: {\($0)}" } ?? ""),
      """
      apiVersion: kubevirt.io/v1
      kind: KubeVirt
      metadata: {name: kubevirt, namespace: kubevirt}
      spec: {configuration: {developerConfiguration: {\(settings)}}}
      """,
    ]
    return try Objects.read((fixed + others).joined(separator: "\n---\n")).vm("a")?.demandedLabels
  }

  @Test func dedicatedCPUsNeedTheCPUManager() throws {
    let dedicated = "cores: 2, dedicatedCpuPlacement: true"
    let old = DemandedLabel(key: "cpumanager", setBy: "dedicatedCpuPlacement")
    let new = DemandedLabel(key: "kubevirt.io/cpumanager", setBy: "dedicatedCpuPlacement")
    #expect(try labels(cpu: dedicated) == [old])
    let node = #"kubevirt.io/schedulable: "true", kubevirt.io/cpumanager: "true""#
    #expect(try labels(cpu: dedicated, node: node) == [new])
    #expect(try labels(cpu: dedicated, pod: #"kubevirt.io/cpumanager: "true""#) == [new])
  }

  @Test(arguments: [
    (", launchSecurity: {sev: {}}", "sev"),
    (", launchSecurity: {sev: {policy: {encryptedState: true}}}", "sev-es"),
    (", launchSecurity: {snp: {}}", "sev-snp"), (", launchSecurity: {tdx: {}}", "tdx"),
    (", launchSecurity: {}", "secure-execution"),
  ])
  func encryptedGuestsNeedAProcessorThatCan(domain: String, label: String) throws {
    #expect(try labels(domain: domain)?.map(\.key) == ["kubevirt.io/\(label)"])
  }

  @Test func realtimeAndForbiddenFeatures() throws {
    let found = try labels(cpu: "cores: 2, realtime: {}, features: [{name: svm, policy: forbid}]")
    #expect(
      found?.map(\.key) == ["kubevirt.io/realtime", "cpu-feature.node.kubevirt.io/svm"]
    )
    #expect(found?.map(\.forbidden) == [false, true])
  }

  @Test func theClusterMayDemandLabelsOfAll() throws {
    let settings = "nodeSelectors: {pool: virt, zone: a}"
    let found = try labels(spec: ", nodeSelector: {zone: b}", settings: settings)
    #expect(found?.map { "\($0.key)=\($0.value)" } == ["pool=virt"])
  }

  @Test func whatElseThePodSelectsIsKept() throws {
    let pod = """
      kubevirt.io/schedulable: "true", kubernetes.io/hostname: n1, kubernetes.io/arch: amd64,
      rack: r7, disk: ssd, site: x, cpu-vendor.node.kubevirt.io/Intel: "true"
      """
    let found = try labels(
      pod: pod.replacing("\n", with: " "),
      spec: ", nodeSelector: {disk: ssd}",
      Objects.migration(
        "m",
        of: "a",
        spec: "addedNodeSelector: {rack: r7}",
        status: "phase: Succeeded"
      )
    )
    #expect(found?.map { "\($0.key)=\($0.value)" } == ["site=x"])
  }
}
