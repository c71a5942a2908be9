import Foundation
import PlacementSolver
import Testing

/// `plan --cooldown`: who was migrated a moment ago stays, unless their node is drained.
@Suite(.timeLimit(.minutes(15)))
struct CooldownTests {
  /// Two equal VMs on one of two nodes; one of them came there some time ago.
  private static func scenario(_ age: TimeInterval) -> String {
    """
    apiVersion: placementsolver/v1
    kind: Scenario
    cluster:
      nodes:
      - {name: a, allocatable: {cpu: 16, memory: 64Gi}}
      - {name: b, allocatable: {cpu: 16, memory: 64Gi}}
      virtualMachines:
      - name: came
        node: a
        requests: {cpu: 4, memory: 8Gi}
        accessModes: [ReadWriteMany]
        lastMigration: "\(Date(timeIntervalSinceNow: -age).formatted(.iso8601))"
      - {name: was-there, node: a, requests: {cpu: 4, memory: 8Gi}, accessModes: [ReadWriteMany]}
    """
  }

  private func plan(_ age: TimeInterval, _ flags: String...) async throws -> Plan {
    let scratch = try Scratch()
    let input = try scratch.file("cluster.yaml", Self.scenario(age))
    let outcome = try await Tool.run(["plan", input, "-o", "json"] + flags)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try Plan(json: Data(outcome.output.utf8))
  }

  @Test(arguments: ["1h", "60m", "3600s", "3600", "1d"])
  func whoCameAMomentAgoStays(cooldown: String) async throws {
    let plan = try await plan(1_800, "--cooldown", cooldown)
    #expect(plan.migrations.map(\.vm) == ["default/was-there"])
    #expect(plan.stipulations?.fixed == ["default/came": "a"])
    #expect(plan.warnings.contains { $0.contains("1 VM rests after a migration: default/came") })
  }

  @Test func whoCameBeforeIsAsFreeAsAnyone() async throws {
    let plan = try await plan(7_200, "--cooldown", "1h")
    #expect(plan.migrations.count == 1)
    #expect(plan.stipulations?.fixed.isEmpty ?? true)
  }

  @Test func aDrainedNodeIsEmptiedAllTheSame() async throws {
    let plan = try await plan(1_800, "--cooldown", "1h", "--drain", "a")
    #expect(Set(plan.migrations.map(\.vm)) == ["default/came", "default/was-there"])
  }

  @Test(arguments: ["soon", "-1h", "1w", "inf", "1e30d", ""])
  func anythingElseIsNoTime(cooldown: String) async throws {
    let outcome = try await Tool.run(["plan", Shipped.workers, "--cooldown=\(cooldown)"])
    #expect(outcome.status == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("--cooldown"))
  }
}
