import PlacementIO
import PlacementModel
import Testing

@Suite("How large the VMs of a cluster are")
struct MachineSizeTests {
  private let mebibyte = 1 << 20

  private func vm(_ objects: String...) throws -> VirtualMachine? {
    try Objects.read(([Objects.node("n1")] + objects).joined(separator: "\n---\n")).vm("a")
  }

  private func stopped(_ domain: String, spec: String = "", _ others: String...) throws
    -> VirtualMachine?
  {
    let machine = Objects.machine(
      "a",
      spec: "runStrategy: Halted" + (spec.isEmpty ? "" : ", " + spec),
      template: "domain: {\(domain)}",
      status: "printableStatus: Stopped"
    )
    return try Objects.read(([Objects.node("n1"), machine] + others).joined(separator: "\n---\n"))
      .vm("a")
  }

  @Test func theGuestIsWhatRuns() throws {
    let instance = Objects.instance(
      "a",
      status: """
        phase: Running, nodeName: n1, currentCPUTopology: {sockets: 4, cores: 2, threads: 1},
        memory: {guestAtBoot: 8Gi, guestCurrent: 12Gi}
        """
    )
    let vm = try vm(Objects.machine("a"), instance)
    #expect(vm?.guest == [.cpu: Quantity(8), .memory: Quantity(12 << 30)])
  }

  @Test func withoutAStatusTheDomainTells() throws {
    let vm = try vm(Objects.machine("a"), Objects.instance("a"))
    #expect(vm?.guest == [.cpu: Quantity(2), .memory: Quantity(4 << 30)])
  }

  @Test func withoutATopologyTheRequestTells() throws {
    let vm = try stopped("resources: {requests: {cpu: 2500m, memory: 2Gi}}")
    #expect(vm?.guest == [.cpu: Quantity(3), .memory: Quantity(2 << 30)])
    #expect(vm?.requests[.cpu] == Quantity(milli: 2500))
  }

  @Test func aStoppedOneRequestsWhatKubeVirtWouldAskFor() throws {
    let vm = try stopped("cpu: {sockets: 4, cores: 1, threads: 1}, memory: {guest: 16Gi}")
    #expect(vm?.requests[.cpu] == Quantity(milli: 400))
    // 220 + 8 for each vCPU + 8 + 32 for graphics.
    #expect(vm?.requests[.memory] == Quantity((16 << 30) + 292 * mebibyte))
  }

  @Test func requestedMemoryAddsPageTables() throws {
    let vm = try stopped(
      "cpu: {cores: 4}, memory: {guest: 16Gi}, resources: {requests: {memory: 16Gi}}"
    )
    #expect(vm?.requests[.memory] == Quantity((16 << 30) + 324 * mebibyte))
  }

  @Test func devicesAndSpecialGuestsNeedMore() throws {
    let vm = try stopped(
      """
      cpu: {cores: 4, dedicatedCpuPlacement: true, isolateEmulatorThread: true},
      memory: {guest: 8Gi, hugepages: {pageSize: 1Gi}},
      devices: {autoattachGraphicsDevice: false, tpm: {}, gpus: [{name: g, deviceName: nvidia.com/A10}]}
      """
    )
    #expect(vm?.requests[.cpu] == Quantity(5))
    #expect(vm?.requests["hugepages-1Gi"] == Quantity(8 << 30))
    #expect(vm?.requests["nvidia.com/A10"] == Quantity(1))
    #expect(vm?.requests[.memory] == Quantity((220 + 8 + 32 + 53 + 1024 + 100) * mebibyte))
  }

  @Test func nonsenseStaysWithinBounds() throws {
    let vm = try stopped("resources: {limits: {cpu: 9E, memory: 9E}}")
    #expect(vm?.guest[.cpu] == Quantity(1 << 20))
    let cores = try stopped(
      "cpu: {cores: 65535, sockets: 65535, threads: 65535, dedicatedCpuPlacement: true}"
    )
    #expect(cores?.requests[.cpu] == Quantity(1 << 20))
  }

  @Test func theClustersRatiosCount() throws {
    let vm = try stopped(
      "cpu: {cores: 4}, memory: {guest: 16Gi}, ioThreadsPolicy: shared",
      """
      apiVersion: kubevirt.io/v1
      kind: KubeVirt
      metadata: {name: kubevirt, namespace: kubevirt}
      spec:
        configuration:
          additionalGuestMemoryOverheadRatio: "1.5"
          developerConfiguration: {cpuAllocationRatio: 5, memoryOvercommit: 200}
      """
    )
    #expect(vm?.requests[.cpu] == Quantity(1))
    #expect(vm?.requests[.memory] == Quantity((8 << 30) + 438 * mebibyte))
  }

  @Test func theOverheadThatKubeVirtReportsIsTaken() throws {
    let instance = Objects.instance(
      "a",
      status: "phase: Running, nodeName: n1, memory: {memoryOverhead: 500Mi}"
    )
    let other = Objects.pod("p", spec: "nodeName: n1, containers: []")
    let read = try Objects.read(Objects.node("n1"), Objects.machine("a"), instance, other)
    #expect(read.vm("a")?.requests[.memory] == Quantity((4 << 30) + 500 * mebibyte))
    #expect(
      read.warnings.contains {
        $0.contains("the virt-launcher pods of prod/a; their requests are estimated")
      }
    )
  }

  @Test(arguments: [
    "kind: virtualmachineclusterinstancetype, name: u1.xlarge", "name: u1.xlarge",
  ])
  func anInstanceTypeGivesTheSizeOfAStoppedOne(reference: String) throws {
    let vm = try stopped(
      "devices: {}",
      spec: "instancetype: {\(reference)}, preference: {name: rhel.9}",
      """
      apiVersion: instancetype.kubevirt.io/v1beta1
      kind: VirtualMachineClusterInstancetype
      metadata: {name: u1.xlarge}
      spec: {cpu: {guest: 4}, memory: {guest: 16Gi}, nodeSelector: {pool: big}}
      """,
      """
      apiVersion: instancetype.kubevirt.io/v1beta1
      kind: VirtualMachineClusterPreference
      metadata: {name: rhel.9}
      spec: {cpu: {preferredCPUFeatures: [{name: avx2, policy: require}, {name: x, policy: forbid}]}}
      """
    )
    #expect(vm?.guest == [.cpu: Quantity(4), .memory: Quantity(16 << 30)])
    #expect(vm?.requests[.memory] == Quantity((16 << 30) + 292 * mebibyte))
    #expect(vm?.instanceType == "u1.xlarge")
    #expect(vm?.nodeSelector == ["pool": "big"])
    #expect(vm?.cpuSelector == ["cpu-feature.node.kubevirt.io/avx2": "true"])
  }

  @Test func anInstanceTypeOfTheNamespaceIsFoundThere() throws {
    let vm = try stopped(
      "devices: {}",
      spec: "instancetype: {kind: VirtualMachineInstancetype, name: small}",
      """
      apiVersion: instancetype.kubevirt.io/v1beta1
      kind: VirtualMachineInstancetype
      metadata: {name: small, namespace: prod}
      spec: {cpu: {guest: 2}, memory: {guest: 10Gi, overcommitPercent: 50}}
      """
    )
    #expect(vm?.guest[.memory] == Quantity(10 << 30))
    #expect(vm?.requests[.memory] == Quantity((5 << 30) + 276 * mebibyte))
  }

  @Test func aMissingInstanceTypeIsNamed() throws {
    let machine = Objects.machine(
      "a",
      spec: "runStrategy: Halted, instancetype: {name: u1.gone}",
      template: "domain: {devices: {}}",
      status: "printableStatus: Stopped"
    )
    let read = try Objects.read(Objects.node("n1"), machine)
    #expect(read.warnings.contains { $0.contains("instance type 'u1.gone' is not among") })
    #expect(read.vm("a")?.instanceType == "u1.gone")
  }

  @Test func theInstanceNamesItsTypeToo() throws {
    let vm = try vm(
      Objects.instance("a", metadata: "annotations: {kubevirt.io/cluster-instancetype-name: u1.s}")
    )
    #expect(vm?.instanceType == "u1.s")
  }
}
