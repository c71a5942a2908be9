import Foundation
#if canImport(FoundationXML)
import FoundationXML
#endif
import Testing

/// `rebalance compare`: weights side by side, and moves against the balance they bring.
@Suite(.timeLimit(.minutes(15)))
struct CompareCommandTests {
  private func compare(_ arguments: String...) async throws -> Tool.Outcome {
    try await Tool.run(
      ["compare", "Scenarios/balance/four-workers.yaml"] + arguments + Tool.quick
    )
  }

  @Test func theTableMarksTheKnee() async throws {
    let outcome = try await Tool.run(
      ["compare", "Scenarios/balance/four-workers.yaml", "--most", "6", "--work-limit", "200000"]
    )
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("CPU 70 %, memory 30 %"))
    #expect(outcome.output.contains("Moves against balance"))
    #expect(outcome.output.contains("Knee: 2 moves reach"))
  }

  @Test func markdownHoldsTheSameRows() async throws {
    let outcome = try await compare("--most", "3", "-o", "markdown")
    #expect(outcome.status == 0)
    let rows = outcome.output.split(separator: "\n").filter { $0.hasPrefix("| ") }
    // Two headings, three weights, and limits of 0, 1 and 2: with so little work 3 bring no more.
    #expect(rows.count == 8, "\(outcome.output)")
  }

  @Test func moreMovesAreNeverWorse() async throws {
    struct Front: Decodable {
      struct Point: Decodable {
        struct Figures: Decodable {
          var objective: Double
          var migrations: Int
        }
        var limit: Int
        var figures: Figures
      }
      var front: [Point]
    }
    let outcome = try await compare("--most", "5", "-o", "json")
    #expect(outcome.status == 0)
    let points = try JSONDecoder().decode(Front.self, from: Data(outcome.output.utf8)).front
    #expect(points.map(\.limit).starts(with: [0, 1, 2]))
    #expect(points.allSatisfy { $0.figures.migrations <= $0.limit })
    let objectives = points.map(\.figures.objective)
    #expect(zip(objectives, objectives.dropFirst()).allSatisfy { $1 <= $0 + 1e-9 })
  }

  @Test func thePictureIsWellFormed() async throws {
    let outcome = try await compare("--most", "3", "-o", "svg")
    #expect(outcome.status == 0)
    let document = try XMLDocument(xmlString: outcome.output)
    #expect(document.rootElement()?.name == "svg")
  }

  @Test func aLimitBelowNothingIsRefused() async throws {
    let outcome = try await compare("--most=-1")
    #expect(outcome.status == 64)
    #expect(outcome.errors.hasPrefix("Error: --most is 0 to 100000."))
  }

  @Test func drainedNodesAreEmptiedInEveryPlan() async throws {
    let outcome = try await compare("--drain", "worker-04", "--most", "3")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("Moves against balance"))
  }
}
