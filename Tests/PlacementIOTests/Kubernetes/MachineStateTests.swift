import PlacementIO
import PlacementModel
import Testing

@Suite("Whether a VM of a cluster runs, and where")
struct MachineStateTests {
  private func vm(_ objects: String...) throws -> VirtualMachine? {
    let nodes = [Objects.node("n1"), Objects.node("n2")]
    return try Objects.read((nodes + objects).joined(separator: "\n---\n")).vm("a")
  }

  @Test func aRunningOneIsOnTheNodeOfItsInstance() throws {
    let vm = try #require(try vm(Objects.machine("a"), Objects.instance("a")))
    #expect(vm.fullName == "prod/a")
    #expect(vm.node == "n1" && vm.powerState == .running)
    #expect(vm.canMigrateLive && !vm.pinned && !vm.isMigrating)
  }

  @Test func aPausedOneSaysSoInACondition() throws {
    let paused = Objects.instance(
      "a",
      conditions: #"{type: Paused, status: "True"}, {type: LiveMigratable, status: "True"}"#
    )
    #expect(try vm(Objects.machine("a"), paused)?.powerState == .paused)
  }

  @Test(arguments: [
    ("runStrategy: Halted", "printableStatus: Stopped"), ("running: false", ""),
    ("runStrategy: Manual", "printableStatus: Stopped"), ("runStrategy: Manual", ""),
    ("runStrategy: RerunOnFailure", "printableStatus: Stopped"),
    ("runStrategy: Always", "printableStatus: DataVolumeError"),
  ])
  func aStoppedOneHasNoNode(spec: String, status: String) throws {
    let vm = try vm(Objects.machine("a", spec: spec, status: status))
    #expect(vm?.powerState == .stopped)
    #expect(vm?.node == nil && vm?.liveMigratable == nil)
  }

  @Test(arguments: [
    ("runStrategy: Always", ""), ("runStrategy: RerunOnFailure", ""), ("runStrategy: Once", ""),
    ("running: true", ""), ("runStrategy: Always", "printableStatus: ErrorUnschedulable"),
    ("runStrategy: Manual", "printableStatus: Starting"),
  ])
  func oneThatShouldRunWaitsForANode(spec: String, status: String) throws {
    let vm = try vm(Objects.machine("a", spec: spec, status: status))
    #expect(vm?.powerState == .running)
    #expect(vm?.node == nil)
  }

  @Test(arguments: ["phase: Pending", "phase: Scheduling", ""])
  func oneThatIsBeingScheduledWaitsForANode(status: String) throws {
    let instance = Objects.instance("a", status: status, conditions: "")
      .replacing("{, ", with: "{")
    let vm = try vm(Objects.machine("a"), instance, Objects.launcher("a", node: nil))
    #expect(vm?.powerState == .running)
    #expect(vm?.node == nil)
    #expect(vm?.requests[.cpu] == Quantity(milli: 200))
  }

  @Test func aBoundPodTellsTheNodeBeforeTheInstanceDoes() throws {
    let instance = Objects.instance("a", status: "phase: Scheduling", conditions: "")
    let vm = try vm(Objects.machine("a"), instance, Objects.launcher("a", node: "n2"))
    #expect(vm?.node == "n2")
  }

  @Test func aPodOfAFormerInstanceTellsNothing() throws {
    let former = Objects.launcher(
      "a",
      metadata: #"deletionTimestamp: "2026-11-22T07:00:00Z""#
    )
    let read = try Objects.read(
      Objects.node("n1"),
      Objects.machine("a"),
      Objects.instance("a", status: "phase: Pending", conditions: ""),
      former
    )
    #expect(read.vm("a")?.powerState == .running)
    #expect(read.vm("a")?.node == nil)
    #expect(read.node("n1")?.reserved[.cpu] == Quantity(milli: 200))
  }

  @Test func anEndedInstanceMeansStopped() throws {
    let vm = try vm(
      Objects.machine("a", spec: "runStrategy: Manual", status: "printableStatus: Stopped"),
      Objects.instance("a", status: "phase: Succeeded, nodeName: n1")
    )
    #expect(vm?.powerState == .stopped)
    #expect(vm?.node == nil)
  }

  @Test func theConditionWinsOverTheAccessModes() throws {
    let condition = """
      {type: LiveMigratable, status: "False", reason: HostDeviceNotLiveMigratable, message: no}
      """
    let vm = try vm(Objects.machine("a"), Objects.instance("a", conditions: condition))
    #expect(
      vm?.liveMigratable
        == .init(status: "False", reason: "HostDeviceNotLiveMigratable", message: "no")
    )
    #expect(vm?.canMigrateLive == false)
  }

  @Test func withoutTheConditionItIsNotLiveMigratableYet() throws {
    let vm = try vm(Objects.machine("a"), Objects.instance("a", conditions: ""))
    #expect(vm?.liveMigratable == .init(status: "Unknown", reason: "ConditionNotReported"))
    #expect(vm?.canMigrateLive == false)
  }

  @Test func oneBeingDeletedIsLeftOutAndItsPodStaysReserved() throws {
    let read = try Objects.read(
      Objects.node("n1"),
      Objects.machine("a", metadata: #"deletionTimestamp: "2026-11-22T07:00:00Z""#),
      Objects.instance("a"),
      Objects.launcher("a")
    )
    #expect(read.vms.isEmpty)
    #expect(read.node("n1")?.reserved[.cpu] == Quantity(milli: 200))
    #expect(read.warnings.contains { $0.hasPrefix("prod/a: is being deleted") })
  }

  @Test func oneShuttingDownCountsAsStoppedAndItsPodStaysReserved() throws {
    let read = try Objects.read(
      Objects.node("n1"),
      Objects.machine("a", spec: "runStrategy: Halted", status: "printableStatus: Stopping"),
      Objects.instance("a", metadata: #"deletionTimestamp: "2026-11-22T07:00:00Z""#),
      Objects.launcher("a")
    )
    #expect(read.vm("a")?.powerState == .stopped)
    #expect(read.node("n1")?.reserved[.cpu] == Quantity(milli: 200))
    #expect(read.warnings.contains { $0.hasPrefix("prod/a: is shutting down") })
  }

  @Test func runningMachinesWithoutAnyInstancesAreAnError() {
    let error = Objects.error(Objects.node("n1"), Objects.machine("a"))
    #expect(error?.message.contains("add vmi to what kubectl gets") == true)
  }

  @Test func oneRunningMachineWithoutItsInstanceCountsAsStopped() throws {
    let read = try Objects.read(
      Objects.node("n1"),
      Objects.machine("a"),
      Objects.machine("b"),
      Objects.instance("b")
    )
    #expect(read.vm("a")?.powerState == .stopped)
    #expect(read.warnings.contains { $0.hasPrefix("prod/a: is Running, yet") })
  }

  @Test func anInstanceWithoutAMachineIsOneToo() throws {
    let fixed = Objects.instance("a", conditions: #"{type: LiveMigratable, status: "False"}"#)
    #expect(try vm(Objects.instance("a"))?.pinned == false)
    #expect(try vm(fixed)?.pinned == true)
    let read = try Objects.read(Objects.node("n1"), fixed)
    #expect(read.warnings.contains { $0.contains("an instance without a VirtualMachine") })
    #expect(try vm(Objects.instance("a", status: "phase: Succeeded, nodeName: n1")) == nil)
  }

  @Test func anInstanceOnAnUnknownNodeIsLeftOut() throws {
    let read = try Objects.read(Objects.node("n2"), Objects.machine("a"), Objects.instance("a"))
    #expect(read.vms.isEmpty)
    #expect(read.warnings.contains { $0.contains("left out") && $0.contains("prod/a on n1") })
  }

  @Test func oldVersionsSayReadyInsteadOfAStatus() throws {
    let old = Objects.machine("a", status: "created: true, ready: true")
    #expect(try vm(old, Objects.launcher("a", node: "n2"))?.node == "n2")
    let error = Objects.error(Objects.node("n1"), old)
    #expect(error?.message.contains("add vmi to what kubectl gets") == true)
  }

  @Test func theMirroredConditionStandsForAMissingInstance() throws {
    let status = """
      printableStatus: Running, conditions: [{type: LiveMigratable, status: "False",
        reason: DisksNotLiveMigratable, message: no shared disks}]
      """
    let read = try Objects.read(
      Objects.node("n1"),
      Objects.machine("a", status: status.replacing("\n", with: " ")),
      Objects.launcher("a")
    )
    #expect(read.vm("a")?.node == "n1")
    #expect(
      read.vm("a")?.liveMigratable
        == .init(status: "False", reason: "DisksNotLiveMigratable", message: "no shared disks")
    )
    #expect(
      read.warnings.contains {
        $0.contains("missing from the input: VirtualMachineInstances")
          && $0.contains("kubectl get virtualmachineinstances.v1.kubevirt.io")
      }
    )
  }

  @Test func launchersWithoutMachinesAreNoEmptyCluster() {
    let error = Objects.error(Objects.node("n1"), Objects.launcher("a"), Objects.launcher("b"))
    #expect(error?.message.contains("virt-launcher pods (2: prod/a, prod/b)") == true)
    #expect(error?.message.contains("kubectl get virtualmachines.v1.kubevirt.io") == true)
  }

  @Test func aLauncherOfAnUnknownMachineIsTold() throws {
    let read = try Objects.read(
      Objects.node("n1"),
      Objects.node("n2"),
      Objects.machine("a"),
      Objects.instance("a"),
      Objects.launcher("a"),
      Objects.launcher("b", node: "n2")
    )
    #expect(read.unknownMachines == [.init(name: "prod/b", node: "n2")])
    #expect(read.node("n2")?.reserved[.cpu] == Quantity(milli: 200))
    #expect(read.warnings.contains { $0.contains("1 VM that runs on n2 (prod/b)") })
  }

  @Test(arguments: [0, 1, 2])
  func whoeverOptsOutIsPinned(place: Int) throws {
    let annotation = "annotations: {descheduler.alpha.kubernetes.io/prefer-no-eviction: \"true\"}"
    let vm = try vm(
      Objects.machine(
        "a",
        templateMetadata: place == 0 ? annotation : "labels: {app: shop}",
        metadata: place == 1 ? annotation : ""
      ),
      Objects.instance("a", metadata: place == 2 ? annotation : "labels: {app: shop}")
    )
    #expect(vm?.pinned == true)
  }
}
