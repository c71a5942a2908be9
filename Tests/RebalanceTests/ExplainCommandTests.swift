import Foundation
import Testing

/// `rebalance explain`: reasons and prices from the plan alone.
@Suite(.timeLimit(.minutes(15)))
struct ExplainCommandTests {
  private let scratch: Scratch
  private let file: String

  init() async throws {
    scratch = try Scratch()
    file = scratch.path("plan.json")
    _ = try await Tool.run(["plan", ReviewTests.cluster, "--out", file])
  }

  @Test(arguments: [
    ([], "Migration #5: prod/app-vm-05 from worker-02 to worker-04"),
    (["--migration", "5"], "- Without it: CPU improvement 86 % → 71 %"),
    (["--vm", "app-vm-05", "--to", "worker-03"], "prod/app-vm-05 on worker-03: "),
    (["--vm", "app-vm-05", "--to", "worker-04"], "prod/app-vm-05 goes to worker-04."),
    (["--vm", "prod/erp-01", "--to", "worker-03"], "prod/erp-01 is pinned"),
    (["--node", "worker-03"], "- Arriving: prod/database-01, prod/api-gateway"),
  ])
  func saysWhy(flags: [String], words: String) async throws {
    let outcome = try await Tool.run(["explain", file] + flags)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains(words), "\(outcome.output)")
  }

  @Test(arguments: [
    (["--migration", "9"], "there is no migration 9"),
    (["--vm", "prod/nobody", "--to", "worker-01"], "there is no virtual machine 'prod/nobody'"),
    (["--vm", "prod/erp-01", "--to", "worker-99"], "there is no node 'worker-99'"),
    (["--node", "worker-99"], "there is no node 'worker-99'; nodes are worker-01"),
  ])
  func unknownNamesAreErrors(flags: [String], words: String) async throws {
    let outcome = try await Tool.run(["explain", file] + flags)
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
  }
}
