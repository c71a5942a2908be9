import Foundation
import PlacementIO
import PlacementModel
import Testing

@Suite("Objects in documents and folders")
struct KubernetesDocumentTests {
  private static let json = """
    {"apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""}, "items": [
      {"apiVersion": "v1", "kind": "Node",
       "metadata": {"name": "n1", "labels": {"kubevirt.io/schedulable": "true"}},
       "spec": {"taints": null},
       "status": {"allocatable": {"cpu": "4", "memory": "8Gi", "pods": 110},
                  "conditions": [{"type": "Ready", "status": "True"}]}}]}
    """
  private static let yaml = """
    apiVersion: v1
    items:
    - apiVersion: v1
      kind: Node
      metadata:
        labels:
          kubevirt.io/schedulable: "true"
        name: n1
      spec: {}
      status:
        allocatable:
          cpu: "4"
          memory: 8Gi
          pods: 110
        conditions:
        - status: "True"
          type: Ready
    kind: List
    metadata:
      resourceVersion: ""
    """

  @Test func jsonAndYAMLMeanTheSame() throws {
    let json = try Objects.read(files: [("a.json", Self.json)])
    #expect(try json == Objects.read(files: [("a.yaml", Self.yaml)]))
    #expect(json.nodes.count == 1)
  }

  @Test func oneObjectInTwoFilesIsTakenOnce() throws {
    let read = try Objects.read(files: [("a.json", Self.json), ("b.yaml", Self.yaml)])
    #expect(read.nodes.count == 1)
  }

  @Test func twoObjectsOfOneNameAreAnError() throws {
    let other = Self.yaml.replacing("cpu: \"4\"", with: "cpu: \"8\"")
    let error = #expect(throws: InputError.self) {
      try Objects.read(files: [("a.json", Self.json), ("b.yaml", other)])
    }
    #expect(error?.file == "b.yaml" && error?.path == "items[0]")
    #expect(error?.message.contains("Node 'n1' differs from the one at items[0] in a.json") == true)
  }

  @Test func theServersOwnListsLeaveOutTheKindOfTheirItems() throws {
    let list = """
      {"kind": "NodeList", "apiVersion": "v1", "items": [
        {"metadata": {"name": "n1"}, "status": {"allocatable": {"cpu": "4"}}}]}
      """
    #expect(try Objects.read(files: [("nodes", list)]).nodes.map(\.name) == ["n1"])
  }

  @Test func otherKindsArePassedOver() throws {
    let read = try Objects.read(
      Objects.node("n1"),
      Objects.object("Secret", "v1", "s", "data: {x: y}"),
      "",
      "{apiVersion: vmoperator.vmware.com/v1, kind: VirtualMachine, spec: 7}",
      "{apiVersion: v1, kind: List, items: []}",
      "{apiVersion: v1, kind: List, items: null}"
    )
    #expect(read.vms.isEmpty)
  }

  @Test func withoutNodesThereIsNothingToPlan() {
    let error = Objects.error(Objects.machine("a"))
    #expect(error?.message.hasPrefix("no Node objects in the input; add nodes") == true)
    #expect((try? KubernetesReader.read(documents: [])) == nil)
  }

  @Test(arguments: [
    ("cpu: \"4\"", "cpu: four", "items[0].status.allocatable.cpu"),
    ("cpu: \"4\"", "cpu: -1", "items[0].status.allocatable.cpu"),
    ("allocatable", "allocated", "items[0].status.allocatable"),
    ("name: n1", "name: \"\"", "items[0].metadata.name"),
    ("kubevirt.io/schedulable: \"true\"", "zone: 7", "items[0].metadata.labels.zone"),
    ("  kind: Node", "  kind: [Node]", "items[0].kind"),
    ("- apiVersion: v1\n  kind: Node\n", "- x: y\n", "items[0].kind"),
    ("- apiVersion: v1\n", "- apiVersion: 1\n", "items[0].apiVersion"),
    ("spec: {}", "spec: {taints: [{key: a, effect: Never}]}", "items[0].spec.taints[0].effect"),
    ("spec: {}", "spec: {unschedulable: maybe}", "items[0].spec.unschedulable"),
    ("status: \"True\"", "status: true", "items[0].status.conditions[0].status"),
  ])
  func aMalformedNodeNamesItsPlace(from: String, to: String, path: String) {
    let text = Self.yaml.replacing(from, with: to)
    let error = #expect(throws: InputError.self) {
      try Objects.read(files: [("nodes.yaml", text)])
    }
    #expect(error?.file == "nodes.yaml")
    #expect(error?.path == path)
  }

  @Test(arguments: [
    (Objects.machine("a", template: "x: y", status: ""), "spec.template.spec.domain"),
    (Objects.machine("a").replacing("template:", with: "sample:"), "spec.template"),
    (Objects.instance("a", conditions: "{status: x}"), "status.conditions[0].type"),
    (Objects.launcher("a", requests: "cpu: x"), "spec.containers[0].resources.requests.cpu"),
    (Objects.migration("m", of: "\"\""), "spec.vmiName"),
    (
      Objects.object("PersistentVolumeClaim", "v1", "c", "spec: {accessModes: [Many]}"),
      "spec.accessModes[0]"
    ),
    (
      Objects.machine("a", status: "") + "\n---\n"
        + Objects.object("ResourceQuota", "v1", "q", "spec: {hard: {cpu: x}}"), "spec.hard.cpu"
    ),
    (
      Objects.object("NodeMetrics", "metrics.k8s.io/v1beta1", "n1", "usage: {cpu: []}"),
      "usage.cpu"
    ),
    (
      Objects.object(
        "KubeVirt",
        "kubevirt.io/v1",
        "k",
        "spec: {configuration: {migrations: {parallelMigrationsPerCluster: -1}}}"
      ),
      "spec.configuration.migrations.parallelMigrationsPerCluster"
    ),
    (
      Objects.object(
        "KubeVirt",
        "kubevirt.io/v1",
        "k",
        "spec: {configuration: {additionalGuestMemoryOverheadRatio: \"nan\"}}"
      ),
      "spec.configuration.additionalGuestMemoryOverheadRatio"
    ),
  ])
  func aMalformedObjectNamesItsPlace(object: String, path: String) {
    #expect(Objects.error(Objects.node("n1"), object)?.path == path)
  }

  @Test func aFolderIsReadInTheOrderOfItsNames() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("objects-\(UInt64.random(in: 0...UInt64.max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(throws: InputError.self) { try KubernetesReader.read(paths: [folder.path]) }
    for (name, text) in [
      ("b.yml", Objects.node("n2")), ("a.yaml", Objects.node("n1")), ("c.json", Self.json),
      ("notes.txt", "no objects"), (".hidden.yaml", "x"),
    ] {
      let text = name == "c.json" ? text.replacing("n1", with: "n3") : text
      try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    let read = try KubernetesReader.read(paths: [folder.path + "/"])
    #expect(read.nodes.map(\.name) == ["n1", "n2", "n3"])
    #expect(throws: InputError.self) { try KubernetesReader.read(paths: ["/no/such/file.json"]) }
  }
}
