import PlacementIO
import PlacementModel
import Testing

@Suite("Nodes of a cluster")
struct NodeTests {
  @Test func sizesAndStateAreTaken() throws {
    let read = try Objects.read(
      Objects.node("n1"),
      Objects.node("n2", spec: "{unschedulable: true}")
        .replacing(#"status: "True"}"#, with: "status: Unknown}")
    )
    let one = try #require(read.node("n1"))
    #expect(one.allocatable[.cpu] == Quantity(milli: 31500))
    #expect(one.allocatable[.memory] == Quantity(120 << 30))
    #expect(one.capacity[.cpu] == Quantity(32))
    #expect(one.ready && !one.unschedulable)
    #expect(one.usage == nil)
    let two = try #require(read.node("n2"))
    #expect(!two.ready && two.unschedulable)
    #expect(read.warnings.count == 1)
    #expect(read.warnings.first?.hasPrefix("missing from the input: pods; requests") == true)
  }

  @Test func aHostnameMayDifferFromTheName() throws {
    let node = Objects.node("n1").replacing("hostname: n1", with: "hostname: rack-7")
    let read = try Objects.read(node)
    #expect(read.hostnames == ["n1": "rack-7"])
    #expect(read.node("n1")?.label("kubernetes.io/hostname") == "rack-7")
  }

  @Test func onlyNodesForMachinesAreKept() throws {
    let read = try Objects.read(Objects.node("n1"), Objects.node("master", labels: ""))
    #expect(read.nodes.map(\.name) == ["n1"])
  }

  @Test func allAreKeptWhereNoneIsLabelled() throws {
    let read = try Objects.read(Objects.node("n1", labels: ""), Objects.node("n2", labels: ""))
    #expect(read.nodes.map(\.name) == ["n1", "n2"])
    #expect(read.nodes.allSatisfy { !$0.unschedulable })
  }

  @Test func aNodeThatHoldsAMachineIsKeptButTakesNoneIn() throws {
    let read = try Objects.read(
      Objects.node("n1", labels: #"kubevirt.io/schedulable: "false""#),
      Objects.node("n2"),
      Objects.machine("a"),
      Objects.instance("a")
    )
    #expect(read.nodes.map(\.name) == ["n1", "n2"])
    #expect(read.node("n1")?.unschedulable == true)
    #expect(read.warnings.contains { $0.contains("node n1") && $0.contains("holds VMs (1)") })
  }

  @Test func taintsThatRepeatTheStateAreDropped() throws {
    let taints = """
      {unschedulable: true, taints: [
        {key: node.kubernetes.io/unschedulable, effect: NoSchedule},
        {key: node.kubernetes.io/not-ready, effect: NoExecute, timeAdded: "2026-11-22T07:00:00Z"},
        {key: node.kubernetes.io/unreachable, effect: NoExecute},
        {key: node.kubernetes.io/disk-pressure, effect: NoSchedule},
        {key: dedicated, value: gpu, effect: PreferNoSchedule}]}
      """
    let read = try Objects.read(Objects.node("n1", spec: taints))
    #expect(
      read.node("n1")?.taints == [
        Taint(key: "node.kubernetes.io/disk-pressure", effect: .noSchedule),
        Taint(key: "dedicated", value: "gpu", effect: .preferNoSchedule),
      ]
    )
  }

  @Test func aNodeWithoutAReadyConditionIsNotReady() throws {
    let node = Objects.node("n1").replacing(#"[{type: Ready, status: "True"}]"#, with: "[]")
    let read = try Objects.read(node)
    #expect(read.node("n1")?.ready == false)
    #expect(read.warnings.contains { $0.contains("does not say whether it is Ready") })
  }

  @Test func aNodeBeingDeletedTakesNobodyIn() throws {
    let node = Objects.node("n1").replacing(
      "  name: n1",
      with: "  name: n1\n  deletionTimestamp: \"2026-11-22T07:00:00Z\""
    )
    #expect(try Objects.read(node).node("n1")?.unschedulable == true)
  }

  @Test(arguments: ["metrics.k8s.io/v1beta1", "metrics.k8s.io/v1"])
  func measuredUseIsTakenAndMissingUseIsUnknown(version: String) throws {
    let read = try Objects.read(
      Objects.node("n1"),
      Objects.node("n2"),
      """
      apiVersion: \(version)
      kind: NodeMetrics
      metadata: {name: n1}
      usage: {cpu: 187340121n, memory: 12034568Ki}
      """
    )
    #expect(read.node("n1")?.usage?[.cpu] == Quantity(billionths: 187_340_121))
    #expect(read.node("n1")?.usage?[.memory] == Quantity(12_034_568 << 10))
    #expect(read.node("n2")?.usage == nil)
    #expect(read.warnings.contains("no metrics of n2; their use is not known"))
  }

  @Test func theClusterIsToldApartByItsSystemNamespace() throws {
    let read = try Objects.read(
      Objects.node("n1"),
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: kube-system, uid: 6e0f0a5e, labels: {team: platform}}
      """
    )
    #expect(read.clusterUID == "6e0f0a5e")
    #expect(read.inventory.cluster.namespaces.map(\.name) == ["kube-system"])
  }
}
