import PlacementIO
import PlacementModel
import Testing

@Suite("Volumes of the VMs of a cluster")
struct VolumeTests {
  private func read(volumes: String, spec: String = "", _ others: String...) throws
    -> KubernetesInventory
  {
    let machine = Objects.machine(
      "a",
      spec: "runStrategy: Halted" + (spec.isEmpty ? "" : ", " + spec),
      template: "domain: {cpu: {cores: 1}, memory: {guest: 1Gi}}, volumes: [\(volumes)]",
      status: "printableStatus: Stopped"
    )
    return try Objects.read(([Objects.node("n1"), machine] + others).joined(separator: "\n---\n"))
  }

  private func claim(_ name: String, _ modes: String, volume: String = "") -> String {
    Objects.object(
      "PersistentVolumeClaim",
      "v1",
      name,
      "spec: {accessModes: [ReadWriteOnce], volumeName: \"\(volume)\"}\n"
        + "status: {accessModes: [\(modes)]}"
    )
  }

  @Test func claimsAndDataVolumesTellTheirModes() throws {
    let read = try read(
      volumes: """
        {name: r, persistentVolumeClaim: {claimName: root}}, {name: d, dataVolume: {name: data}},
        {name: c, cloudInitNoCloud: {userData: x}}, {name: e, containerDisk: {image: x}}
        """,
      claim("root", "ReadWriteOnce, ReadWriteMany"),
      claim("data", "ReadWriteOncePod")
    )
    #expect(read.vm("a")?.accessModes == [.readWriteMany, .readWriteOncePod])
  }

  @Test func theTemplateOfADataVolumeTellsWhereTheClaimDoesNot() throws {
    let templates = """
      dataVolumeTemplates: [
        {metadata: {name: data}, spec: {storage: {accessModes: [ReadWriteMany]}}}]
      """
    let read = try read(volumes: "{name: d, dataVolume: {name: data}}", spec: templates)
    #expect(read.vm("a")?.accessModes == [.readWriteMany])
  }

  @Test func unknownModesAreTakenForTheStrictest() throws {
    let read = try read(volumes: "{name: d, dataVolume: {name: data}}")
    #expect(read.vm("a")?.accessModes == [.readWriteOnce])
    #expect(read.warnings.contains { $0.contains("claim 'data' are not known") })
  }

  @Test func theInstanceTellsTheModesOfItsClaims() throws {
    let instance = Objects.instance(
      "a",
      spec: """
        domain: {cpu: {cores: 1}, memory: {guest: 1Gi}},
        volumes: [{name: r, persistentVolumeClaim: {claimName: root}}]
        """,
      status: """
        phase: Running, nodeName: n1, volumeStatus: [{name: r,
        persistentVolumeClaimInfo: {claimName: root, accessModes: [ReadWriteMany]}}]
        """
    )
    let read = try Objects.read(Objects.node("n1"), Objects.machine("a"), instance)
    #expect(read.vm("a")?.accessModes == [.readWriteMany])
  }

  @Test func aLocalVolumeTellsWhereItIs() throws {
    let volume = """
      apiVersion: v1
      kind: PersistentVolume
      metadata: {name: pv-1}
      spec:
        nodeAffinity:
          required:
            nodeSelectorTerms:
            - matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [n1]}]
      """
    for volumes in [
      "{name: r, persistentVolumeClaim: {claimName: root}}",
      "{name: r, ephemeral: {persistentVolumeClaim: {claimName: root}}}",
    ] {
      let read = try read(volumes: volumes, claim("root", "ReadWriteOnce", volume: "pv-1"), volume)
      #expect(
        read.vm("a")?.volumeNodeAffinity == [
          NodeSelector(nodeSelectorTerms: [
            NodeSelectorTerm(matchExpressions: [
              LabelRequirement(key: "kubernetes.io/hostname", operator: .in, values: ["n1"])
            ])
          ])
        ]
      )
    }
  }
}
