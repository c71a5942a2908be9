import PlacementIO
import PlacementModel
import Testing

@Suite("Pods of a cluster")
struct PodTests {
  private func reserved(_ pods: String...) throws -> ResourceList {
    let text = ([Objects.node("n1")] + pods).joined(separator: "\n---\n")
    return try Objects.read(text).node("n1")?.reserved ?? [:]
  }

  @Test func containersAddUp() throws {
    let pod = Objects.pod(
      "p",
      spec: """
        nodeName: n1, containers: [
          {name: a, resources: {requests: {cpu: 100m, memory: 1Gi}}},
          {name: b, resources: {requests: {cpu: 50m, example.com/fpga: "1"}}},
          {name: c}]
        """
    )
    #expect(
      try reserved(pod) == [
        .cpu: Quantity(milli: 150), .memory: Quantity(1 << 30), "example.com/fpga": Quantity(1),
        .pods: Quantity(1),
      ]
    )
  }

  @Test func startUpCountsWhereItNeedsMore() throws {
    let pod = Objects.pod(
      "p",
      spec: """
        nodeName: n1, overhead: {cpu: 10m},
        initContainers: [
          {name: before, resources: {requests: {cpu: 900m}}},
          {name: sidecar, restartPolicy: Always, resources: {requests: {cpu: 200m, memory: 1Gi}}},
          {name: after, resources: {requests: {cpu: 800m, memory: 1Gi}}}],
        containers: [{name: a, resources: {requests: {cpu: 300m, memory: 4Gi}}}]
        """
    )
    let reserved = try reserved(pod)
    #expect(reserved[.cpu] == Quantity(milli: 1010))
    #expect(reserved[.memory] == Quantity(5 << 30))
  }

  @Test func requestsOfThePodAsAWholeStandForItsContainers() throws {
    let pod = Objects.pod(
      "p",
      spec: """
        nodeName: n1, resources: {requests: {cpu: "2"}},
        containers: [{name: a, resources: {requests: {cpu: 300m, memory: 4Gi}}}]
        """
    )
    let reserved = try reserved(pod)
    #expect(reserved[.cpu] == Quantity(2))
    #expect(reserved[.memory] == Quantity(4 << 30))
  }

  @Test func amountsAreRoundedUpForEachPod() throws {
    let spec = "nodeName: n1, containers: [{name: a, resources: {requests: {cpu: 100100u}}}]"
    let reserved = try reserved(Objects.pod("p", spec: spec), Objects.pod("q", spec: spec))
    #expect(reserved[.cpu] == Quantity(milli: 202))
    #expect(reserved[.pods] == Quantity(2))
  }

  @Test func finishedAndUnboundPodsHoldNothing() throws {
    let spec = "nodeName: n1, containers: [{name: a, resources: {requests: {cpu: 1}}}]"
    #expect(
      try reserved(
        Objects.pod("p", spec: spec, phase: "Succeeded"),
        Objects.pod("q", spec: spec, phase: "Failed"),
        Objects.pod("r", spec: spec.replacing("nodeName: n1, ", with: ""), phase: "Pending")
      ).isEmpty
    )
  }

  @Test func aPodOnItsWayOutHoldsItsRequests() throws {
    let pod = Objects.pod(
      "p",
      spec: "nodeName: n1, containers: [{name: a, resources: {requests: {cpu: 1}}}]"
    ).replacing("metadata: {", with: #"metadata: {deletionTimestamp: "2026-11-22T07:00:00Z", "#)
    #expect(try reserved(pod)[.cpu] == Quantity(1))
  }

  @Test func aLauncherIsChargedToItsMachineOnly() throws {
    let read = try Objects.read(
      Objects.node("n1"),
      Objects.machine("a"),
      Objects.instance("a"),
      Objects.launcher("a"),
      Objects.launcher("gone", requests: "cpu: 300m")
    )
    #expect(read.vm("a")?.requests == [.cpu: Quantity(milli: 200), .memory: Quantity(4500 << 20)])
    // A launcher whose instance is gone is a pod like any other.
    #expect(read.node("n1")?.reserved == [.cpu: Quantity(milli: 300), .pods: Quantity(1)])
  }

  @Test func theOwnerTellsWhoseLauncherItIs() throws {
    let launcher = Objects.launcher(
      "short",
      metadata: "ownerReferences: [{kind: VirtualMachineInstance, name: a, uid: uid-a}]"
    )
    let read = try Objects.read(
      Objects.node("n1"),
      Objects.machine("a"),
      Objects.instance("a"),
      launcher
    )
    #expect(read.vm("a")?.requests[.cpu] == Quantity(milli: 200))
  }

  @Test func theLauncherLeftBehindByAMigrationStaysReserved() throws {
    let read = try Objects.read(
      Objects.node("n1"),
      Objects.node("n2"),
      Objects.machine("a"),
      Objects.instance("a"),
      Objects.launcher("a", node: "n2", pod: "old"),
      Objects.launcher("a", pod: "new")
    )
    #expect(read.node("n2")?.reserved[.cpu] == Quantity(milli: 200))
    #expect(read.node("n1")?.reserved.isEmpty == true)
  }

  @Test func theUseOfAMachineIsThatOfAllContainers() throws {
    let read = try Objects.read(
      Objects.node("n1"),
      Objects.machine("a"),
      Objects.instance("a"),
      Objects.launcher("a"),
      """
      apiVersion: metrics.k8s.io/v1beta1
      kind: PodMetrics
      metadata: {name: virt-launcher-a-a, namespace: prod}
      containers:
      - {name: compute, usage: {cpu: 1873401210n, memory: 15980232Ki}}
      - {name: guest-console-log, usage: {cpu: "1", memory: 1Ki}}
      """
    )
    #expect(read.vm("a")?.usage[.cpu] == Quantity(billionths: 2_873_401_210))
    #expect(read.vm("a")?.usage[.memory] == Quantity(15_980_233 << 10))
  }

  @Test func anUnmeasuredMachineOnAMeasuredNodeIsNamed() throws {
    let read = try Objects.read(
      Objects.node("n1"),
      Objects.machine("a"),
      Objects.instance("a"),
      Objects.launcher("a"),
      """
      apiVersion: metrics.k8s.io/v1beta1
      kind: NodeMetrics
      metadata: {name: n1}
      usage: {cpu: 1, memory: 1Gi}
      """
    )
    #expect(read.vm("a")?.usage == read.vm("a")?.requests)
    #expect(
      read.warnings.contains {
        $0.hasPrefix(
          "missing from the input: metrics of prod/a; their requests stand for their use"
        )
      }
    )
  }
}
