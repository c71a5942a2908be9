import Foundation
import PlacementModel
import PlacementSolver
import Testing

@testable import PlacementExecution

/// Against a real API server and a real scheduler, where they are there.
@Suite(
  .serialized,
  .enabled(
    if: ControlPlane.assets != nil,
    "KUBEBUILDER_ASSETS names no folder with etcd, kube-apiserver and kube-scheduler"
  ),
  .timeLimit(.minutes(15))
)
struct KubernetesTests {
  /// Six nodes and forty VMs, most of them on the first two; two must be moved cold.
  private func cluster() async throws -> ControlPlane {
    let plane = try await ControlPlane()
    try await plane.create(ClusterObjects.definitions() + [ClusterObjects.namespace("prod")])
    _ = try await plane.kubectl.run(
      [
        "wait", "--for=condition=Established", "crd", "--all", "--timeout=30s",
      ]
    )
    var objects = try (1...6).map { try ClusterObjects.node("n\($0)") }
    objects += [
      try ClusterObjects.claim("rwx", "ReadWriteMany"),
      try ClusterObjects.claim("rwo", "ReadWriteOnce"),
    ]
    for i in 1...40 {
      let isShared = i > 2
      let node = i <= 6 ? "n1" : i <= 18 ? "n2" : "n\(3 + i % 4)"
      let name = "vm\(i)"
      let strategy = i == 1 ? "Manual" : i == 2 ? "RerunOnFailure" : "Always"
      objects += [
        try ClusterObjects.machine(name, strategy: strategy, isShared: isShared),
        try ClusterObjects.instance(name, node: node, isShared: isShared),
        try ClusterObjects.pod(of: name, suffix: "a", node: node),
      ]
    }
    try await plane.create(objects)
    return plane
  }

  private static func deploy(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "deploy/\(name)")
  }

  @Test func aDrainIsPlannedCarriedOutAndVerified() async throws {
    let plane = try await cluster()
    defer { plane.stop() }
    try await plane.create([ClusterObjects.namespace("placement-solver")])
    for name in ["planner-rbac", "executor-rbac"] {
      let manifest = try String(contentsOf: Self.deploy("\(name).yaml"), encoding: .utf8)
      _ = try await plane.kubectl.run(["apply", "-f", "-"], input: manifest)
    }
    // Whatever is read or done below, these two roles suffice for it.
    let (planning, acting) = (try plane.acting(as: "planner"), try plane.acting(as: "executor"))
    let snapshot = try await ClusterSnapshot.read(planning)
    #expect(!String(decoding: snapshot.json, as: UTF8.self).contains("hunter2"))
    let inventory = try snapshot.inventory().inventory
    #expect(inventory.cluster.virtualMachines.count == 40)
    #expect(inventory.cluster.nodes.count == 6)
    #expect(inventory.cluster.uid != nil)
    let planner = Planner(options: SolverOptions(method: .greedy, workLimit: 20_000))
    let plan = try planner.plan(inventory, goal: Goal(drain: ["n1"]))
    #expect(PlanChecker(inventory: inventory, goal: plan.goal).check(plan).isLegal)
    #expect(plan.migrations.contains { $0.type == .cold })
    #expect(plan.migrations.contains { $0.type == .live })

    await #expect(throws: ExecutorError.self) {
      _ = try await planning.run(
        ["patch", "virtualmachine", "vm1", "-n", "prod", "--type=merge", "-p", "{}"]
      )
    }
    let departure = try await Departure.prepare(
      plan,
      on: acting,
      options: RunOptions(interval: 0.5, cordon: true)
    )
    let executor = departure.executor
    #expect(departure.lock.lease != nil, "\(departure.warnings)")
    #expect(!departure.warnings.contains { $0.contains("failed validation") })
    await #expect(throws: RunRefusal.self) {
      _ = try await ClusterLease.take(for: "another", on: plane.kubectl)
    }
    let controller = VirtController(plane.kubectl)
    let working = Task { await controller.work() }
    defer { working.cancel() }
    let execution = Execution(
      header: departure.header,
      executor: executor,
      journal: MemoryJournal()
    )
    var report: ExecutionReport?
    for await update in execution {
      if case .stopped(let last) = update.event { report = last }
    }
    let end = try #require(report)
    #expect(end.status == .complete, "\(end)")
    #expect(end.nodes.first { $0.name == "n1" }?.vms.after == 0)

    // Half a minute later the Lease would be renewed, and given back it is anybody's.
    try await departure.lock.lease?.renew(at: Date(timeIntervalSinceNow: 40))
    await departure.lock.release()
    _ = try await ClusterLease.take(for: "another", on: acting)

    let after = try await executor.inventory().cluster
    #expect(after.nodes.first { $0.name == "n1" }?.unschedulable == true)
    for move in plan.migrations where move.kind == .final {
      let vm = after.virtualMachines.first { $0.fullName == move.vm }
      #expect(vm?.node == move.to, "\(move.vm)")
    }
    // Nothing is left behind on what moved cold.
    let output = try await plane.kubectl.run(
      ["get", "virtualmachines", "-n", "prod", "-o", "json"],
      limits: .list
    )
    for machine in try KubernetesExecutor.json(output)["items"]?.elements ?? [] {
      let settings = VMSettings(machine)
      #expect(settings.affinity == nil)
      let strategy =
        switch machine["metadata"]?["name"]?.text {
        case "vm1": "Manual"
        case "vm2": "RerunOnFailure"
        default: "Always"
        }
      #expect(settings.runStrategy == strategy)
    }
  }

  @Test func changesOfOthersAreConflicts() async throws {
    let plane = try await ControlPlane()
    defer { plane.stop() }
    try await plane.create(ClusterObjects.definitions() + [ClusterObjects.namespace("prod")])
    _ = try await plane.kubectl.run(
      ["wait", "--for=condition=Established", "crd", "--all", "--timeout=30s"]
    )
    try await plane.create([
      ClusterObjects.machine("vm1", strategy: "Once", isShared: true)
    ])
    let get = ["get", "virtualmachine", "vm1", "-n", "prod", "-o", "json"]
    let old = try KubernetesExecutor.json(try await plane.kubectl.run(get))
    let patch = try #require(VMSettings(old).halted.patch(for: old)).canonical
    let apply = ["patch", "virtualmachine", "vm1", "-n", "prod", "--type=json", "-p", patch]
    _ = try await plane.kubectl.run(
      ["label", "virtualmachine", "vm1", "-n", "prod", "somebody=else"]
    )
    await #expect(throws: ExecutorError.self) { try await plane.kubectl.run(apply) }
    // The executor reads again.
    let executor = KubernetesExecutor(kubectl: plane.kubectl)
    try await executor.perform(.stop(vm: "prod/vm1"))
    let new = try KubernetesExecutor.json(try await plane.kubectl.run(get))
    #expect(VMSettings(new).runStrategy == "Halted")
    await #expect(throws: ExecutorError.self) { try await executor.perform(.stop(vm: "prod/none")) }
  }

  @Test func theManifestsAreAccepted() async throws {
    let plane = try await ControlPlane()
    defer { plane.stop() }
    try await plane.create([ClusterObjects.namespace("placement-solver")])
    let version = String(
      decoding: try await plane.kubectl.run(["get", "--raw", "/version"]),
      as: UTF8.self
    )
    for name in ["planner-rbac", "executor-rbac", "plan-cronjob", "fleet-job"] {
      var text = try String(contentsOf: Self.deploy("\(name).yaml"), encoding: .utf8)
      if version.contains("v1.20.") {
        // What came with 1.21, as 1.20 has it.
        text = text.replacing(
          "apiVersion: batch/v1\nkind: CronJob",
          with: "apiVersion: batch/v1beta1\nkind: CronJob"
        ).replacing("  completionMode: Indexed\n", with: "")
      }
      let output = try await plane.kubectl.run(
        ["apply", "--dry-run=server", "-f", "-", "-o", "name"],
        input: text
      )
      #expect(!output.isEmpty, "\(name)")
    }
  }
}
