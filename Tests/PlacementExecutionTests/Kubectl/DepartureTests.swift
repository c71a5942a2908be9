import Foundation
import PlacementModel
import PlacementSolver
import Testing

@testable import PlacementExecution

/// What is refused before anything is done, and who may work on a cluster.
@Suite struct DepartureTests {
  /// Two nodes, one of which holds both VMs.
  private static func objects(_ places: [String] = ["n1", "n1"]) throws -> [JSONValue] {
    var objects = [
      try ClusterObjects.node("n1"), try ClusterObjects.node("n2"),
      try ClusterObjects.claim("rwx", "ReadWriteMany"),
    ]
    for (i, node) in places.enumerated() {
      let name = "vm\(i + 1)"
      objects += [
        try ClusterObjects.machine(name, strategy: "Always", isShared: true),
        try ClusterObjects.instance(name, node: node, isShared: true),
        try ClusterObjects.pod(of: name, suffix: "a", node: node),
      ]
    }
    return objects
  }

  private static func plan(_ kubectl: Kubectl) async throws -> Plan {
    let inventory = try await ClusterSnapshot.read(kubectl).inventory().inventory
    let planner = Planner(options: SolverOptions(method: .greedy, workLimit: 10_000))
    return try planner.plan(inventory, goal: Goal(drain: ["n1"]))
  }

  private func refusal(
    _ fake: FakeKubectl,
    _ plan: Plan
  ) async throws -> RunRefusal {
    try #require(
      await #expect(throws: RunRefusal.self) {
        try await Departure.prepare(plan, on: fake.kubectl)
      }
    )
  }

  @Test func aPlanForThisClusterMayBegin() async throws {
    let fake = try FakeKubectl(objects: Self.objects())
    let plan = try await Self.plan(fake.kubectl)
    #expect(plan.migrations.count == 2)
    let departure = try await Departure.prepare(plan, on: fake.kubectl)
    #expect(departure.header.cluster == plan.inventory?.cluster.uid)
    #expect(departure.lock.lease != nil)
    let lease = try String(contentsOf: fake.folder.appending(path: "lease.json"), encoding: .utf8)
    #expect(lease.contains(departure.header.run))
    await departure.lock.release()
    #expect(fake.calls.last?.contains("patch leases.coordination.k8s.io") ?? false)
  }

  @Test func aPlanForAnotherClusterIsRefused() async throws {
    let here = try FakeKubectl(objects: Self.objects(), uid: "two-here")
    let there = try FakeKubectl(objects: Self.objects(), uid: "two-there")
    let refusal = try await refusal(there, try await Self.plan(here.kubectl))
    #expect(refusal.description.contains("made for the cluster two-here, this one is two-there"))
  }

  @Test func aRunOfAnotherClusterIsNotGoneOnWith() async throws {
    let fake = try FakeKubectl(objects: Self.objects(), uid: "three-there")
    let plan = try await Self.plan(fake.kubectl)
    let header = RunHeader(run: "r1", plan: plan, cluster: "three-here")
    let state = try RunState([JournalEntry(time: 0, event: .began(header))])
    let refusal = try #require(
      await #expect(throws: RunRefusal.self) {
        try await Departure.resume(state, on: fake.kubectl)
      }
    )
    #expect(refusal.description.contains("three-here"))
  }

  @Test func aRehearsalIsNotGoneOnWithInEarnest() async throws {
    let fake = try FakeKubectl(objects: Self.objects(), uid: "four-here")
    let plan = try await Self.plan(fake.kubectl)
    let header = RunHeader(run: "r1", plan: plan, simulated: true)
    let state = try RunState([JournalEntry(time: 0, event: .began(header))])
    let calls = fake.calls.count
    let refusal = try #require(
      await #expect(throws: RunRefusal.self) {
        try await Departure.resume(state, on: fake.kubectl)
      }
    )
    #expect(refusal.description.contains("a rehearsal"))
    #expect(fake.calls.count == calls)
  }

  @Test func whereNoMoveIsLeftNothingBegins() async throws {
    let uid = UUID().uuidString
    let before = try FakeKubectl(objects: Self.objects(), uid: uid)
    let after = try FakeKubectl(objects: Self.objects(["n2", "n2"]), uid: uid)
    let refusal = try await refusal(after, try await Self.plan(before.kubectl))
    #expect(refusal.description == "no move is left")
    #expect(refusal.remarks.count { $0.contains("VM already on target node") } == 2)
    // Nobody was kept away for it.
    #expect(!after.calls.contains { $0.contains("leases") })
  }

  @Test func twoRunsOnOneMachineAreOneTooMany() async throws {
    let fake = try FakeKubectl(objects: Self.objects())
    let plan = try await Self.plan(fake.kubectl)
    let first = try await Departure.prepare(plan, on: fake.kubectl)
    let refusal = try await refusal(fake, plan)
    #expect(refusal.description.contains("another run of rebalance works on this cluster"))
    withExtendedLifetime(first) {}
  }

  /// A Lease that lapses after two minutes, or after a time of its own.
  private static func lease(
    _ holder: String,
    secondsAgo: Double,
    lasts seconds: Int = 120
  ) -> String {
    let time = Date(timeIntervalSinceNow: -secondsAgo).formatted(.iso8601)
    return """
      {"metadata": {"resourceVersion": "7"}, "spec": {"holderIdentity": "\(holder)",
       "leaseDurationSeconds": \(seconds), "renewTime": "\(time.dropLast()).123456Z"}}
      """
  }

  @Test func aRunOnAnotherMachineIsSeenByItsLease() async throws {
    let fake = try FakeKubectl(objects: Self.objects())
    let plan = try await Self.plan(fake.kubectl)
    try fake.answer(Self.lease("elsewhere", secondsAgo: 20, lasts: 3600), to: "lease.json")
    let refusal = try await refusal(fake, plan)
    #expect(refusal.description.contains("another run (elsewhere) works on this cluster"))
    // One that has lapsed, or was given back, is free.
    for (holder, age) in [("elsewhere", 121.0), ("", 1)] {
      try fake.answer(Self.lease(holder, secondsAgo: age), to: "lease.json")
      let departure = try await Departure.prepare(plan, on: fake.kubectl)
      let patch = try #require(fake.calls.last { $0.contains("--type=merge") })
      #expect(patch.contains(#""resourceVersion":"7""#))
      #expect(patch.contains(departure.header.run))
      await departure.lock.release()
    }
  }

  @Test func aLeaseThatSomebodyElseTookEndsTheRun() async throws {
    let fake = try FakeKubectl(objects: Self.objects())
    // The clock is the test's: how long it waits for its turn decides nothing.
    let start = Date()
    let lease = try await ClusterLease.take(for: "mine", on: fake.kubectl, at: start)
    try fake.answer(Self.lease("other", secondsAgo: 0, lasts: 3600), to: "lease.json")
    // It is not looked at with every look at the migrations.
    let looks = fake.calls.count
    try await lease.renew(at: start.addingTimeInterval(10))
    #expect(fake.calls.count == looks)
    let error = try #require(
      await #expect(throws: ExecutorError.self) {
        try await lease.renew(at: start.addingTimeInterval(40))
      }
    )
    #expect(error.code == .superseded)
    #expect(!error.leavesDoubt)
  }

  @Test func aLookAtTheMigrationsRenewsALeaseThatIsDue() async throws {
    let fake = try FakeKubectl(objects: Self.objects())
    let lease = try await ClusterLease.take(
      for: "mine",
      on: fake.kubectl,
      at: Date(timeIntervalSinceNow: -40)
    )
    let executor = KubernetesExecutor(
      kubectl: fake.kubectl,
      pinsLiveMigrations: false,
      lease: lease
    )
    _ = try await executor.transfers()
    let patch = try #require(fake.calls.last { $0.contains("--type=merge") })
    #expect(patch.contains(#""holderIdentity":"mine""#))
  }

  @Test func withoutARightToTheLeaseThereIsAWarning() async throws {
    let fake = try FakeKubectl(
      script: """
        case "$2" in leases*) echo 'Error from server (Forbidden): no leases' >&2; exit 1;; esac
        echo '{"items": []}'
        """
    )
    let lock = try await RunLock.take(cluster: UUID().uuidString, for: "r", on: fake.kubectl)
    #expect(lock.lease == nil)
    #expect(lock.warnings.contains { $0.contains("cannot be had") })
  }

  @Test func migrationsOfAnotherRunKeepOthersAway() async throws {
    let fake = try FakeKubectl(objects: Self.objects())
    let plan = try await Self.plan(fake.kubectl)
    try fake.answer(
      """
      {"items": [{"metadata": {"name": "m1", "namespace": "prod", "labels": {
        "placementsolver.io/run": "other", "placementsolver.io/migration": "1",
        "placementsolver.io/attempt": "1"}}, "spec": {"vmiName": "vm9"},
        "status": {"phase": "Running"}}]}
      """,
      to: "virtualmachineinstancemigrations.kubevirt.io"
    )
    let refusal = try await refusal(fake, plan)
    #expect(refusal.description.contains("prod/m1 is under way"))
  }
}
