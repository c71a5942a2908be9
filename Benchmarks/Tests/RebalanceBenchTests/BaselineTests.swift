import Foundation
import Testing

@testable import rebalance_bench

@Suite("Comparison with an earlier run, and curves")
struct BaselineTests {
  private func row(objective: Double) throws -> (Row, Data) {
    let json = """
      {"apiVersion": "placementsolver/v1", "kind": "Benchmark", "rows": [{"nodes": 4,
      "virtualMachines": 20, "kind": "base", "solver": "auto", "median": {"objective": \(objective)}}]}
      """
    let size = ClusterSize(nodes: 4, virtualMachines: 20)
    return (Row(kind: "base", size: size, solver: .auto, runs: []), Data(json.utf8))
  }

  @Test("A row without a plan is a regression, one that is new is none")
  func missing() throws {
    let (row, data) = try row(objective: 0.2)
    let baseline = try Baseline(data: data, file: "b.json")
    #expect(baseline.compare([row], tolerance: 0.1).map(\.isRegression) == [true])
    var other = row
    other.kind = "drain"
    #expect(baseline.compare([other], tolerance: 0).map(\.isRegression) == [false])
    #expect(baseline.compare([other], tolerance: 0)[0].line.hasPrefix("new 4x20 drain auto"))
  }

  @Test("What is no result is refused")
  func refused() {
    #expect(throws: (any Error).self) { try Baseline(data: Data("{}".utf8), file: "x") }
  }

  @Test("A drawing has a line for each curve in each panel")
  func drawing() {
    let points = [
      Curve.Point(x: 0.01, captured: 0.5, work: 10), Curve.Point(x: 2, captured: 0.97, work: 2_000),
    ]
    let curve = Curve(name: "a < b", overTime: points, overMoves: points)
    let svg = Plot(curves: [curve, curve]).svg
    #expect(svg.components(separatedBy: "<polyline").count == 5)
    #expect(svg.contains("a &lt; b"))
    #expect(!svg.contains("nan"))
    // Followed over time alone: no panel of single points.
    let short = Curve(name: "c", overTime: points, overMoves: [points[1]])
    #expect(Plot(curves: [short]).svg.components(separatedBy: "<polyline").count == 2)
    let csv = Curve.csv([curve]).split(separator: "\n")
    #expect(csv.count == 5)
    #expect(csv[1] == "a < b,seconds,0.01,0.5,10")
  }
}
