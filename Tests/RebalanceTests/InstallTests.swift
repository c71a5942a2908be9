import Foundation
import Testing

/// What `make install` puts in place besides the program.
@Suite(.timeLimit(.minutes(15)))
struct InstallTests {
  private func installed(in scratch: Scratch) async throws -> String {
    let program = try #require(Tool.executable)
    let outcome = try await Tool.run(
      [program.path],
      environment: ["PREFIX": scratch.path("usr")],
      program: Tool.project.appending(path: "scripts/install")
    )
    #expect(outcome.status == 0, "\(outcome.errors)")
    return scratch.path("usr")
  }

  @Test func kubectlCompletes() async throws {
    let scratch = try Scratch()
    let prefix = try await installed(in: scratch)
    func suggestions(_ words: [String]) async throws -> [Substring] {
      let script = URL(filePath: "\(prefix)/bin/kubectl_complete-rebalance")
      let outcome = try await Tool.run(words, program: script)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.output.split(separator: "\n")
    }
    #expect(try await suggestions(["pl"]) == ["plan", ":0"])
    #expect(try await suggestions(["plan", "--solv"]) == ["--solver", ":0"])
    #expect(try await suggestions(["plan", "--solver", "gr"]) == ["greedy", ":0"])
    #expect(try await suggestions(["plan", "Scenarios/bal"]).contains("Scenarios/balance"))
  }

  @Test func everyCommandHasAPage() async throws {
    let scratch = try Scratch()
    let prefix = try await installed(in: scratch)
    let pages = try FileManager.default.contentsOfDirectory(atPath: "\(prefix)/share/man/man1")
    for page in ["rebalance.1", "rebalance-plan.1", "rebalance-mcp.1"] {
      #expect(pages.contains(page))
    }
    let plan = try String(
      contentsOfFile: "\(prefix)/share/man/man1/rebalance-plan.1",
      encoding: .utf8
    )
    #expect(plan.contains("--max-migrations"))
    let link = try FileManager.default.destinationOfSymbolicLink(
      atPath: "\(prefix)/bin/kubectl-rebalance"
    )
    #expect(link == "rebalance")
  }
}
