import Foundation
import PlacementIO
import PlacementModel
import Testing

@Suite("The cluster shipped as kubectl prints it")
struct DumpTests {
  let read: KubernetesInventory

  init() throws { read = try KubernetesReader.read(paths: [Self.folder]) }

  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Scenarios/kubectl/three-zones").path

  @Test func itsNodesAreTheWorkers() {
    let names = (1...6).map { "worker-0\($0)" } + ["gpu-01", "gpu-02"]
    #expect(read.nodes.map(\.name) == names)
    #expect(read.nodes.allSatisfy { $0.ready && !$0.unschedulable && $0.usage != nil })
    #expect(read.nodes.filter { !$0.taints.isEmpty }.map(\.name) == ["gpu-01", "gpu-02"])
    #expect(read.hostnames.count == 8)
    #expect(read.clusterUID != nil)
  }

  @Test func itsMachinesAreAllThere() {
    #expect(read.vms.count == 46)
    #expect(read.vms.count { $0.powerState == .running } == 40)
    #expect(read.vms.filter { $0.powerState == .paused }.map(\.fullName) == ["shop-staging/db-01"])
    #expect(read.vms.count { $0.powerState == .stopped } == 5)
    #expect(read.vms.filter(\.isActive).allSatisfy { $0.node != nil })
    let coldOnly = read.vms.filter { $0.isActive && !$0.canMigrateLive }.map(\.name)
    #expect(coldOnly == ["etl-01", "legacy-01", "scratch-01", "train-01", "train-02"])
    #expect(read.vms.filter(\.pinned).map(\.name) == ["oracle-01"])
    #expect(read.vms.filter { !$0.volumeNodeAffinity.isEmpty }.map(\.name) == ["scratch-01"])
    #expect(read.vms.filter(\.isMigrating).map(\.name) == ["files-01"])
    #expect(read.vm("files-01")?.migratingTo == "worker-06")
  }

  /// Sums over all pods, as `kubectl describe node` shows them.
  @Test(arguments: [
    ("worker-01", 5195, 104_877_107_584, 12), ("worker-02", 3865, 100_917_733_184, 12),
    ("worker-03", 4699, 121_960_953_344, 13), ("worker-04", 3889, 82_951_035_008, 11),
    ("worker-05", 3484, 69_364_238_784, 10), ("worker-06", 3555, 74_532_669_888, 10),
    ("gpu-01", 3519, 90_931_207_552, 7), ("gpu-02", 3519, 90_931_207_552, 7),
  ])
  func everyPodIsChargedOnce(name: String, milli: Int, memory: Int, pods: Int) {
    var sum = read.node(name)?.reserved ?? [:]
    for vm in read.vms where vm.isActive && (vm.node == name || vm.migratingTo == name) {
      sum += vm.requests + [.pods: Quantity(1)]
    }
    #expect(sum[.cpu] == Quantity(milli: milli))
    #expect(sum[.memory] == Quantity(memory))
    #expect(sum[.pods] == Quantity(pods))
  }

  @Test func twoNodesRunHot() {
    let load = read.nodes.map { node in
      (100 * (node.usage?[.cpu].value ?? 0) / node.allocatable[.cpu].value).rounded()
    }
    #expect(load == [83, 37, 82, 36, 44, 36, 36, 40])
  }

  @Test func theUseOfEveryRunningMachineIsMeasured() {
    let active = read.vms.filter(\.isActive)
    let memory = active.reduce(0) { $0 + $1.usage[.memory].value } / Double(1 << 30)
    let cpu = active.reduce(0) { $0 + $1.usage[.cpu].value }
    #expect(Int(cpu.rounded()) == 120)
    #expect(Int(memory.rounded()) == 505)
    #expect(active.allSatisfy { $0.usage != $0.requests })
  }

  @Test func demandsSurvive() throws {
    let database = try #require(read.vm("shop-prod/db-01"))
    #expect(database.workload == .database)
    #expect(database.affinity.podAntiAffinity.required.count == 1)
    #expect(database.accessModes == [.readWriteMany, .readWriteMany])
    #expect(database.instanceType == "u1.2xlarge")
    let web = try #require(read.vm("shop-prod/web-05"))
    #expect(web.topologySpreadConstraints.map(\.topologyKey) == ["topology.kubernetes.io/zone"])
    // Guests that booted on the newer CPUs cannot go live to the older ones.
    let newer = "cpu-model-migration.node.kubevirt.io/Icelake-Server-noTSX"
    #expect(web.liveCPUSelector[newer] == "true")
    #expect(
      read.nodes.filter { $0.labels[newer] == "true" }.map(\.name) == ["worker-05", "worker-06"]
    )
    #expect(read.vm("office/git-01")?.cpuSelector.count == 2)
    #expect(read.vm("ml/train-01")?.requests["nvidia.com/GA102GL_A10"] == Quantity(1))
    let stopped = try #require(read.vm("shop-staging/load-01"))
    #expect(stopped.guest == [.cpu: Quantity(8), .memory: Quantity(32 << 30)])
  }

  @Test func limitsAndQuotasAreRead() {
    let migration = read.inventory.policy.migration
    #expect(migration.parallelPerCluster == 5 && migration.parallelOutboundPerNode == 2)
    #expect(migration.bandwidth == Quantity(128 << 20))
    #expect(
      read.inventory.rules == [
        Rule(
          name: "quota shop-prod/compute",
          demand: .quota(
            namespace: "shop-prod",
            hard: [.cpu: Quantity(24), .memory: Quantity(330 << 30), .pods: Quantity(60)],
            used: [.cpu: Quantity(milli: 1200), .memory: Quantity(1280 << 20), .pods: Quantity(2)]
          )
        )
      ]
    )
    #expect(read.warnings.count == 2)
    let missing = "missing from the input: the volumes of office/legacy-01"
    #expect(read.warnings.first?.hasPrefix(missing) == true)
    #expect(read.warnings.last?.hasPrefix("migration policy databases") == true)
    #expect(InventoryCheck.firstProblem(of: read.inventory) == nil)
  }

  @Test func readingTwiceGivesTheSame() throws {
    #expect(try KubernetesReader.read(paths: [Self.folder]) == read)
  }
}
