import PlacementIO
import PlacementModel
import Testing

@testable import PlacementSolver

/// Few nodes to look at, and still the cheapest of all.
@Suite struct ShortlistTests {
  @Test(arguments: 0..<6)
  func theCheapestIsOnTheList(seed: UInt64) throws {
    let kind: SyntheticCluster.Kind = seed % 2 == 0 ? .base : .heterogeneous
    let scenario = SyntheticCluster(kind: kind, nodes: 40, virtualMachines: 200, seed: seed)
      .scenario()
    var relaxation = Relaxation(
      try Problem(inventory: scenario.inventory, goal: scenario.goal),
      stuck: 0
    )
    // Room is not priced in large clusters.
    for n in 0..<relaxation.nodeCount { relaxation.scale[n].highHalf = .zero }
    for n in 0..<relaxation.nodeCount { relaxation.scale[n][3] = 0 }
    var random = RandomSource(seed: seed)
    let unit = (0..<relaxation.nodeCount).map { n in
      let price = Relaxation.Vector(random.unit() - 0.5, random.unit() - 0.5, 0, 0, 0, 0, 0, 0)
      return price * relaxation.scale[n]
    }
    let all = Shortlist(relaxation)
    var short = all
    short.update(relaxation, unit)
    #expect(all.isUseful)
    #expect(short.places.contains { $0 != nil })
    for choice in relaxation.choices {
      let (expected, found) = (
        relaxation.leastAway(choice, unit, all), relaxation.leastAway(choice, unit, short)
      )
      #expect(abs(expected.cost - found.cost) < 1e-12)
    }
  }

  /// Where three things are priced, everything is looked at.
  @Test func noListWithThreePrices() throws {
    let scenario = SyntheticCluster(kind: .base, nodes: 12, virtualMachines: 60, seed: 1).scenario()
    let relaxation = Relaxation(
      try Problem(inventory: scenario.inventory, goal: scenario.goal),
      stuck: 0
    )
    #expect(!Shortlist(relaxation).isUseful)
  }
}
