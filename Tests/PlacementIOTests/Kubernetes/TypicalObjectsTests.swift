import PlacementIO
import PlacementModel
import Testing

/// One object of each central kind as `kubectl get -o json` prints it for OpenShift Virtualization.
@Suite("Typical objects")
struct TypicalObjectsTests {
  private let node = #"""
    {"apiVersion":"v1","kind":"Node","metadata":{"name":"worker-01","labels":{
      "kubernetes.io/hostname":"worker-01","kubernetes.io/arch":"amd64",
      "topology.kubernetes.io/zone":"zone-a","node-role.kubernetes.io/worker":"",
      "kubevirt.io/schedulable":"true","cpu-vendor.node.kubevirt.io/Intel":"true",
      "host-model-cpu.node.kubevirt.io/Cascadelake-Server-noTSX":"true"}},
     "spec":{"taints":[]},
     "status":{
      "capacity":{"cpu":"32","memory":"131072Mi","pods":"250","devices.kubevirt.io/kvm":"1k"},
      "allocatable":{"cpu":"31500m","memory":"129896Mi","devices.kubevirt.io/kvm":"1k"},
      "conditions":[
       {"type":"MemoryPressure","status":"False","lastHeartbeatTime":"2026-11-22T07:00:00Z"},
       {"type":"Ready","status":"True","reason":"KubeletReady"}]}}
    """#
  private let machine = #"""
    {"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine",
     "metadata":{"name":"database-01","namespace":"prod","labels":{"app":"db"}},
     "spec":{"runStrategy":"Always",
      "instancetype":{"kind":"virtualmachineclusterinstancetype","name":"u1.xlarge"},
      "template":{"metadata":{"labels":{"app":"db"}},"spec":{"evictionStrategy":"LiveMigrate",
       "domain":{"devices":{"disks":[{"name":"root","disk":{"bus":"virtio"}}]}},
       "volumes":[{"name":"root","persistentVolumeClaim":{"claimName":"database-01-root"}}]}}},
     "status":{"created":true,"ready":true,"printableStatus":"Running"}}
    """#
  private let instance = #"""
    {"apiVersion":"kubevirt.io/v1","kind":"VirtualMachineInstance",
     "metadata":{"name":"database-01","namespace":"prod",
      "labels":{"kubevirt.io/nodeName":"worker-01","app":"db"},
      "ownerReferences":[{"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine",
       "name":"database-01","uid":"6e0f0a5e-1111-4222-8333-444455556666","controller":true}]},
     "spec":{"evictionStrategy":"LiveMigrate",
      "domain":{"cpu":{"sockets":4,"cores":1,"threads":1,"model":"host-model"},
       "memory":{"guest":"16Gi"},"resources":{"requests":{"memory":"16Gi"}},
       "devices":{"disks":[{"name":"root","disk":{"bus":"virtio"}}]}},
      "volumes":[{"name":"root","persistentVolumeClaim":{"claimName":"database-01-root"}}]},
     "status":{"phase":"Running","nodeName":"worker-01",
      "currentCPUTopology":{"sockets":4,"cores":1,"threads":1},
      "memory":{"guestCurrent":"16Gi","memoryOverhead":"324Mi"},
      "volumeStatus":[{"name":"root","persistentVolumeClaimInfo":{
       "claimName":"database-01-root","accessModes":["ReadWriteMany"],"volumeMode":"Block"}}],
      "conditions":[{"type":"Ready","status":"True"},{"type":"LiveMigratable","status":"True"}]}}
    """#
  private let migration = #"""
    {"apiVersion":"kubevirt.io/v1","kind":"VirtualMachineInstanceMigration",
     "metadata":{"generateName":"rebalance-database-01-","namespace":"prod"},
     "spec":{"vmiName":"database-01",
      "addedNodeSelector":{"kubernetes.io/hostname":"worker-03"}}}
    """#

  @Test func eachInAFileOfItsOwn() throws {
    let read = try Objects.read(files: [
      ("node.json", node), ("vm.json", machine), ("vmi.json", instance),
    ])
    let vm = try #require(read.vm("prod/database-01"))
    #expect(vm.node == "worker-01")
    #expect(vm.instanceType == "u1.xlarge")
    #expect(vm.guest == [.cpu: Quantity(4), .memory: Quantity(16 << 30)])
    #expect(
      vm.requests == [.cpu: Quantity(milli: 400), .memory: Quantity((16 << 30) + (324 << 20))]
    )
    #expect(vm.accessModes == [.readWriteMany] && vm.canMigrateLive)
    #expect(vm.labels["kubevirt.io/nodeName"] == nil)
    #expect(read.node("worker-01")?.allocatable["devices.kubevirt.io/kvm"] == Quantity(1000))
  }

  @Test func aMigrationAboutToBeCreatedCounts() throws {
    let third = node.replacing("worker-01", with: "worker-03")
    let read = try Objects.read(files: [
      ("a.json", node), ("b.json", third), ("vm.json", machine), ("vmi.json", instance),
      ("vmim.json", migration),
    ])
    #expect(read.vm("database-01")?.migratingTo == "worker-03")
  }
}
