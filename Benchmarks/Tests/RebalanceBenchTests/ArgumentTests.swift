import PlacementIO
import Testing

@testable import rebalance_bench

@Suite("Arguments and medians")
struct ArgumentTests {
  @Test("Sizes are NxV", arguments: ["", "4", "x", "4x", "0x3", "-1x3", "4x20x1", "4 x 20"])
  func badSizes(_ text: String) { #expect(ClusterSize(argument: text) == nil) }

  @Test("Lists keep their order")
  func lists() {
    let sizes = CommaList<ClusterSize>(argument: "20x200,4x20")?.values
    #expect(sizes?.map(\.nodes) == [20, 4])
    #expect(CommaList<ClusterSize>(argument: "20x200,") == nil)
    #expect(
      CommaList<SyntheticCluster.Kind>(argument: "anti-affinity,budget5")?.values
        == [.antiAffinity, .budget5]
    )
  }

  @Test("Seeds are numbers and ranges")
  func seeds() {
    #expect(SeedList(argument: "1...3,9")?.seeds == [1, 2, 3, 9])
    for bad in ["", "a", "3...1", "1..3", "1....3", "1...", "0...99999999", "-1"] {
      #expect(SeedList(argument: bad) == nil, "\(bad)")
    }
  }

  @Test("The median of an even number of values is the mean of the middle two")
  func medians() {
    #expect(Row.median([]) == nil)
    #expect(Row.median([3]) == 3)
    #expect(Row.median([5, 1, 3]) == 3)
    #expect(Row.median([4, 1, 3, 2]) == 2.5)
  }
}
