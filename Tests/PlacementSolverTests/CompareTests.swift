import PlacementIO
import PlacementModel
import Testing

@testable import PlacementSolver

/// Weights side by side, and moves against what they bring.
@Suite struct CompareTests {
  private func comparison(_ path: String, most: Int = 50) throws -> Comparison {
    let scenario = try ScenarioLibrary.scenario(path)
    return try Planner(options: SolverOptions(workLimit: 50_000))
      .compare(scenario.inventory, goal: scenario.goal, most: most)
  }

  @Test func limitsGrowLikeRabbits() {
    #expect(Planner.limits(upTo: 50) == [0, 1, 2, 3, 5, 8, 13, 21, 34, 50])
    #expect(Planner.limits(upTo: 0) == [0])
    #expect(Planner.limits(upTo: 1) == [0, 1])
  }

  @Test(arguments: [
    "balance/four-workers-five-moves.yaml", "balance/four-workers.yaml", "drain/two-nodes.yaml",
    "scale/five-moves-of-many.yaml", "balance/already-balanced.yaml", "balance/no-vms.yaml",
  ])
  func moreMovesAreNeverWorse(path: String) throws {
    let front = try comparison(path).front
    for (a, b) in zip(front, front.dropFirst()) {
      #expect(a.limit < b.limit)
      #expect(b.figures.objective <= a.figures.objective + 1e-9 || a.figures.status == .partial)
      #expect(a.share <= b.share + 1e-9)
    }
    for point in front {
      #expect(point.figures.migrations <= point.limit)
      #expect((0...1 + 1e-9).contains(point.share) || point.figures.status == .partial)
    }
  }

  @Test func theKneeIsWhereTheFrontBends() throws {
    let compared = try comparison("balance/four-workers-five-moves.yaml")
    let knee = try #require(compared.knee)
    #expect(knee > 0 && knee < compared.front.count)
    #expect(compared.front[knee].share > 0.5)
  }

  @Test func aDrainBeginsWithWhatMustLeave() throws {
    let compared = try comparison("dialogue/drain-two-cold.yaml")
    // Five VMs must leave, and nothing else pays.
    #expect(compared.front.map(\.limit) == [5])
    #expect(compared.front.allSatisfy { $0.figures.status == .planned })
    #expect(compared.knee == nil)
  }

  @Test func weightsAreComparedWhereTheyMatter() throws {
    let two = try comparison("balance/four-workers-five-moves.yaml", most: 2)
    #expect(two.presets.map(\.weights.cpu) == [0.5, 0.7, 0.3])
    #expect(two.front.last?.limit == 2)
    #expect(try comparison("balance/count.yaml", most: 1).presets.isEmpty)
  }
}
