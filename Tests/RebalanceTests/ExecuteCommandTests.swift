import Foundation
import PlacementSolver
import Testing

/// `rebalance execute` and what surrounds it, without a cluster.
@Suite(.timeLimit(.minutes(15)))
struct ExecuteCommandTests {
  private let scratch: Scratch
  private let plan: String

  init() async throws {
    scratch = try Scratch()
    plan = scratch.path("plan.json")
    let planned = try await Tool.run(["plan", Shipped.workers, "--out", plan])
    #expect(planned.status == 0)
  }

  private var digest: String {
    get throws { try Plan(json: Data(contentsOf: URL(filePath: plan))).digest }
  }

  @Test func simulationNeedsNoApprovalAndChangesNothing() async throws {
    let outcome = try await Tool.run(["execute", plan, "--simulate"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("All migrations successful!"))
    #expect(outcome.output.contains("simulated, nothing was changed"))
    #expect(outcome.errors.contains("[4/4]"))
    let again = try await Tool.run(["execute", plan, "--simulate", "-o", "json"])
    #expect(again.output.contains("\"isSimulated\" : true"))
  }

  @Test func nothingIsDoneWithoutApproval() async throws {
    let outcome = try await Tool.run(["execute", plan])
    #expect(outcome.status == 5)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("--approve \(try digest)"))
    let other = try await Tool.run(["execute", plan, "--approve", "sha256:0"])
    #expect(other.status == 5)
  }

  @Test func aChangedPlanIsRefused() async throws {
    let text = try String(contentsOfFile: plan, encoding: .utf8)
    try text.replacing("\"type\" : \"live\"", with: "\"type\" : \"cold\"").write(
      toFile: plan,
      atomically: true,
      encoding: .utf8
    )
    for command in [["execute", plan, "--simulate"], ["approve", plan]] {
      let outcome = try await Tool.run(command)
      #expect(outcome.status == 5)
      #expect(outcome.errors.contains("digest"))
    }
  }

  @Test func anApprovalIsAFileBesideThePlan() async throws {
    let wrong = try await Tool.run(["approve", plan, "--digest", "sha256:0"])
    #expect(wrong.status == 5)
    let outcome = try await Tool.run(["approve", plan, "--digest", try digest])
    #expect(outcome.status == 0)
    let path = plan + ".approval.json"
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    // It gets past the approval, and no further without a cluster.
    let run = try await Tool.run(["execute", plan], environment: ["KUBECTL": "/no/kubectl"])
    #expect(run.status == 1)
    #expect(run.errors.contains("/no/kubectl was not found"))
  }

  @Test(arguments: [["snapshot"], ["plan", "--live"]])
  func aMissingToolIsNamed(command: [String]) async throws {
    let outcome = try await Tool.run(command, environment: ["KUBECTL": "/no/kubectl"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("/no/kubectl was not found"))
  }

  @Test func theReportComesInEveryFormat() async throws {
    let page = try await Tool.run(["execute", plan, "--simulate", "-o", "html"])
    #expect(page.status == 0)
    #expect(page.output.hasPrefix("<!doctype html>"))
    #expect(page.output.contains("Automatic Rebalancing Complete"))
    let text = try await Tool.run(["execute", plan, "--simulate", "-o", "markdown"])
    #expect(text.output.contains("| VM | From | To | Type | Duration | Status |"))
    // Each move that ends says how long the rest will take.
    #expect(text.errors.contains(" left\n"))
  }

  @Test func aPlanThatIsTooOldIsRefused() async throws {
    let old = [FileAttributeKey.modificationDate: Date(timeIntervalSinceNow: -7300)]
    try FileManager.default.setAttributes(old, ofItemAtPath: plan)
    let command = ["execute", plan, "--approve", try digest]
    let nowhere = ["KUBECTL": "/no/kubectl"]
    let refused = try await Tool.run(command + ["--max-age", "3600"], environment: nowhere)
    #expect(refused.status == 5)
    // How many minutes depends on how long the test waits for its turn.
    #expect(refused.errors.contains(/2 h \d+ min old, more than --max-age allows; plan again/))
    let warned = try await Tool.run(command, environment: nowhere)
    #expect(
      warned.errors.contains(/warning: the plan was made from a state that is 2 h \d+ min old/)
    )
  }

  @Test func plansAndJournalsAreTheirOwnersOnly() async throws {
    let journal = scratch.path("run.journal")
    _ = try await Tool.run(["execute", plan, "--simulate", "--journal", journal])
    for path in [plan, journal] {
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600, "\(path)")
    }
    let over = try await Tool.run(["execute", plan, "--simulate", "--journal", journal])
    #expect(over.status == 1)
    #expect(over.errors.contains("exists; 'rebalance resume' goes on with it"))
  }

  /// A kubectl that shows two nodes, on the first of which are four VMs.
  private func smallCluster() throws -> [String: String] {
    func list(_ items: [String]) -> String { "{\"items\": [\(items.joined(separator: ", "))]}" }
    let nodes = ["n1", "n2"].map { name in
      """
      {"metadata": {"name": "\(name)", "labels": {"kubevirt.io/schedulable": "true"}},
       "status": {"allocatable": {"cpu": "16", "memory": "64Gi", "pods": "110"},
         "conditions": [{"type": "Ready", "status": "True"}]}}
      """
    }
    let names = (1...4).map { "vm\($0)" }
    let guest = #"{"domain": {"cpu": {"cores": 2}, "memory": {"guest": "4Gi"}, "devices": {}}}"#
    let machines = names.map { name in
      """
      {"metadata": {"name": "\(name)", "namespace": "prod"},
       "spec": {"runStrategy": "Always", "template": {"spec": \(guest)}},
       "status": {"printableStatus": "Running"}}
      """
    }
    let instances = names.map { name in
      """
      {"metadata": {"name": "\(name)", "namespace": "prod"}, "spec": \(guest),
       "status": {"phase": "Running", "nodeName": "n1",
         "conditions": [{"type": "LiveMigratable", "status": "True"}]}}
      """
    }
    let pods = names.map { name in
      """
      {"metadata": {"name": "virt-launcher-\(name)", "namespace": "prod",
         "labels": {"kubevirt.io": "virt-launcher", "vm.kubevirt.io/name": "\(name)"},
         "annotations": {"kubevirt.io/domain": "\(name)"}},
       "spec": {"nodeName": "n1", "containers": [{"name": "compute",
         "resources": {"requests": {"cpu": "2", "memory": "4300Mi"}}}]},
       "status": {"phase": "Running"}}
      """
    }
    _ = try scratch.file("nodes", list(nodes))
    _ = try scratch.file("pods", list(pods))
    _ = try scratch.file("virtualmachines.kubevirt.io", list(machines))
    _ = try scratch.file("virtualmachineinstances.kubevirt.io", list(instances))
    let tool = try scratch.file(
      "kubectl",
      """
      #!/bin/sh
      cd '\(scratch.folder.path)' || exit 1
      [ "$1" = get ] && [ -f "$2" ] && exec cat "$2"
      echo "Error from server (NotFound): $2 not found" >&2
      exit 1

      """
    )
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: tool)
    return ["KUBECTL": tool]
  }

  @Test func plansFollowFromARunThatIsOver() async throws {
    let (first, journal) = (scratch.path("first.json"), scratch.path("first.journal"))
    let kubectl = try smallCluster()
    let planned = try await Tool.run(
      ["plan", "--live", "--out", first] + Tool.quick,
      environment: kubectl
    )
    #expect(planned.status == 0, "\(planned.errors)")
    let run = try await Tool.run(["execute", first, "--simulate", "--journal", journal])
    #expect(run.status == 0, "\(run.errors)")
    let over = try await Tool.run(["resume", journal], environment: kubectl)
    #expect(over.status == 0)
    #expect(over.output == "Nothing to do: the run is over.\n")

    // The cluster looks as if nothing had moved: all of it is left, and no way leads back.
    let (rest, back) = (scratch.path("rest.json"), scratch.path("back.json"))
    let replanned = try await Tool.run(["resume", journal, "--replan", rest], environment: kubectl)
    #expect(replanned.status == 0, "\(replanned.errors)")
    let digest = try Plan(json: Data(contentsOf: URL(filePath: rest))).digest
    #expect(replanned.errors.contains("rebalance execute \(rest) --approve \(digest)"))
    let mode = try FileManager.default.attributesOfItem(atPath: rest)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let returned = try await Tool.run(
      ["resume", journal, "--rollback", back],
      environment: kubectl
    )
    #expect(returned.status == 0, "\(returned.errors)")
    #expect(returned.errors.contains("There is nothing to move"))
    let both = try await Tool.run(["resume", journal, "--retry", "--rollback", back])
    #expect(both.status == 64)
  }

  @Test func aJournalThatIsNoneIsRefused() async throws {
    let file = try scratch.file("journal", "nonsense\n")
    let outcome = try await Tool.run(["resume", file])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("line 1"))
  }
}
