import Foundation
import PlacementModel
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

@testable import PlacementReport

/// Pictures of a schedule.
@Suite struct GanttChartTests {
  private static func move(
    _ id: Int,
    _ vm: String,
    from: String,
    _ seconds: ClosedRange<Double>,
    type: Plan.MigrationType = .live
  ) -> Plan.Migration {
    Plan.Migration(
      id: id,
      vm: vm,
      from: from,
      to: "z",
      type: type,
      batch: 1,
      memory: 0,
      estimatedSeconds: seconds.upperBound - seconds.lowerBound,
      downtimeSeconds: 0,
      startSeconds: seconds.lowerBound
    )
  }

  private func plan(_ moves: [Plan.Migration]) -> Plan {
    var plan = PlanFixtures.balanced
    plan.migrations = moves
    return plan
  }

  @Test func movesThatOverlapGetRowsOfTheirOwn() {
    let chart = GanttChart.lanes(
      plan([
        Self.move(1, "x/one", from: "a", 0...60), Self.move(2, "x/two", from: "a", 0...30),
        Self.move(3, "x/three", from: "b", 0...30), Self.move(4, "x/four", from: "a", 30...90),
      ])
    )
    #expect(chart.map(\.node) == ["a", "a", "b"])
    #expect(chart.map { $0.bars.map(\.id) } == [[1], [2, 4], [3]])
  }

  @Test func theTextHasALineForEachMove() {
    let text = GanttChart.text(
      plan([
        Self.move(1, "x/one", from: "a", 0...60),
        Self.move(2, "x/two", from: "a", 60...120, type: .cold),
      ]),
      width: 60
    )
    #expect(
      text == """
        1  x/one  a → z |█████████████████████                     |
        2  x/two  a → z |                     ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒|
        █ live  ▒ cold  ░ to a parking place; all done after 2 min

        """
    )
    #expect(GanttChart.text(plan([])).isEmpty)
  }

  @Test func thePictureIsXMLWhateverTheNames() throws {
    let svg = GanttChart.svg(plan([Self.move(1, "x/<\"&'>\u{1}", from: "a", 0...60)]))
    let parser = XMLParser(data: Data(svg.utf8))
    #expect(parser.parse(), "\(svg)")
    #expect(GanttChart.svg(plan([])).isEmpty)
  }

  @Test func occupancyShowsBothNodesCharged() {
    var plan = plan([Self.move(1, "x/one", from: "a", 0...60)])
    plan.nodes = ["a", "z"].map { name in
      var node = plan.nodes[0]
      node.name = name
      node.requests.memory = Plan.Change(
        before: name == "a" ? 0.5 : 0.25,
        after: name == "a" ? 0.25 : 0.5
      )
      return node
    }
    let requests: ResourceList = [.memory: Quantity(25)]
    let vm = VirtualMachine(name: "one", namespace: "x", node: "a", requests: requests)
    let nodes = ["a", "z"].map { Node(name: $0, allocatable: [.memory: Quantity(100)]) }
    plan.inventory = Inventory(cluster: Cluster(nodes: nodes, virtualMachines: [vm]))
    let text = OccupancyChart.text(plan, width: 22)
    #expect(
      text == """
        a |▄▄▄▄▄▄▄▄▄▄▄|  50 %
        z |▄▄▄▄▄▄▄▄▄▄▄|  50 %

        """
    )
    #expect(OccupancyChart.text(plan, width: 22, limit: 1).contains("… and 1 more"))
    plan.inventory = nil
    #expect(OccupancyChart.text(plan).isEmpty)
  }

  @Test func numbersThatAreNoneDrawNothing() {
    var move = Self.move(1, "x/one", from: "a", 0...60)
    move.endSeconds = .nan
    #expect(GanttChart.svg(plan([move])).isEmpty)
    #expect(!GanttChart.text(plan([move])).isEmpty)
  }
}
