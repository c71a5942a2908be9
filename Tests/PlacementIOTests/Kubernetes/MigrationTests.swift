import PlacementIO
import PlacementModel
import Testing

@Suite("Migrations in flight in a cluster")
struct MigrationTests {
  private func read(instance: String, _ others: String...) throws -> KubernetesInventory {
    let fixed = [
      Objects.node("n1"), Objects.node("n2"), Objects.node("n3"), Objects.machine("a"),
      Objects.launcher("a"), instance,
    ]
    return try Objects.read((fixed + others).joined(separator: "\n---\n"))
  }

  @Test func theInstanceTellsTheTargetOfItsOwnMigration() throws {
    let instance = Objects.instance(
      "a",
      status: """
        phase: Running, nodeName: n1,
        migrationState: {migrationUid: uid-m, targetNode: n2, sourceNode: n1}
        """
    )
    let read = try read(
      instance: instance,
      Objects.migration("m", of: "a", status: "phase: Running"),
      Objects.launcher("a", node: "n2", pod: "target")
    )
    #expect(read.vm("a")?.migratingTo == "n2")
    #expect(read.vm("a")?.evacuating == false)
    // The target pod is the VM's second copy, charged through it and not a second time.
    #expect(read.node("n2")?.reserved.isEmpty == true)
  }

  @Test func aStateLeftByAnEarlierMigrationTellsNothing() throws {
    let state = "migrationState: {migrationUid: uid-old, targetNode: n1, completed: true}"
    let instance = Objects.instance("a", status: "phase: Running, nodeName: n1, \(state)")
    #expect(try read(instance: instance).vm("a")?.isMigrating == false)
    let vm = try read(instance: instance, Objects.migration("m", of: "a")).vm("a")
    #expect(vm?.migratingTo == nil && vm?.evacuating == true)
  }

  @Test func theTargetPodTells() throws {
    let read = try read(
      instance: Objects.instance("a"),
      Objects.migration("m", of: "a", status: "phase: Scheduling"),
      Objects.launcher("a", node: "n3", pod: "target", phase: "Pending")
    )
    #expect(read.vm("a")?.migratingTo == "n3")
    #expect(read.node("n3")?.reserved.isEmpty == true)
  }

  @Test func theSelectorTellsByHostname() throws {
    let migration = Objects.migration(
      "m",
      of: "a",
      spec: "addedNodeSelector: {kubernetes.io/hostname: n3}",
      status: "phase: Pending"
    )
    #expect(try read(instance: Objects.instance("a"), migration).vm("a")?.migratingTo == "n3")
  }

  @Test func theInstanceTellsWithoutMigrationObjects() throws {
    let status = """
      phase: Running, nodeName: n1, migrationState: {migrationUid: x, sourceNode: n1,
      targetNode: n2, startTimestamp: "2026-11-22T07:00:00Z"}
      """
    let running = Objects.instance("a", status: status)
    #expect(try read(instance: running).vm("a")?.migratingTo == "n2")
    let ended = status.replacing(
      "}",
      with: #", completed: true, endTimestamp: "2026-11-22T08:00:00Z"}"#
    )
    let vm = try read(instance: Objects.instance("a", status: ended)).vm("a")
    #expect(vm?.isMigrating == false)
    #expect(vm?.lastMigration == "2026-11-22T08:00:00Z")
  }

  @Test func thePodOfAMigrationTellsAndSoDoesTheMachine() throws {
    let target = Objects.launcher("a", node: "n3", pod: "t")
      .replacing(
        "labels: {kubevirt.io: virt-launcher}",
        with: "labels: {kubevirt.io: virt-launcher, kubevirt.io/migrationJobUID: m}"
      )
    #expect(try read(instance: Objects.instance("a"), target).vm("a")?.migratingTo == "n3")
    let read = try Objects.read(
      Objects.node("n1"),
      Objects.machine("a", status: "printableStatus: Migrating"),
      Objects.instance("a"),
      Objects.launcher("a")
    )
    #expect(read.vm("a")?.evacuating == true)
  }

  @Test func aQueuedOneWithoutATargetFreezesItsMachine() throws {
    let vm = try read(instance: Objects.instance("a"), Objects.migration("m", of: "a")).vm("a")
    #expect(vm?.migratingTo == nil && vm?.evacuating == true)
  }

  @Test(arguments: ["Succeeded", "Failed"])
  func anEndedOneDoesNotCount(phase: String) throws {
    let migration = Objects.migration("m", of: "a", status: "phase: \(phase)")
    #expect(try read(instance: Objects.instance("a"), migration).vm("a")?.isMigrating == false)
  }

  @Test func anEvacuationFreezesItsMachine() throws {
    let instance = Objects.instance(
      "a",
      status: "phase: Running, nodeName: n1, evacuationNodeName: n1"
    )
    #expect(try read(instance: instance).vm("a")?.evacuating == true)
  }

  @Test func onceHandedOverItIsOnItsTargetAndFrozen() throws {
    let instance = Objects.instance(
      "a",
      status: """
        phase: Running, nodeName: n2, migrationState: {migrationUid: uid-m, targetNode: n2}
        """
    )
    let read = try read(
      instance: instance,
      Objects.migration("m", of: "a", status: "phase: Running"),
      Objects.launcher("a", node: "n2", pod: "target")
    )
    #expect(read.vm("a")?.node == "n2")
    #expect(read.vm("a")?.migratingTo == nil && read.vm("a")?.evacuating == true)
    #expect(read.node("n1")?.reserved[.cpu] == Quantity(milli: 200))
  }
}
