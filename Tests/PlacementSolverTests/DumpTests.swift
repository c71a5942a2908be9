import Foundation
import PlacementModel
import PlacementOracle
import Testing
@testable import PlacementSolver
@Suite struct DumpTests {
  @Test func dump() throws {
    guard let s = ProcessInfo.processInfo.environment["SEED"] else { return }
    for part in s.split(separator: ",") {
      let c = RandomCase(seed: UInt64(part)!)
      let e = JSONEncoder(); e.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      struct D: Encodable {
        var cluster: Cluster; var rules: [Rule]; var policy: Policy; var goal: Goal;
        var apiVersion = "placementsolver/v1"; var kind = "Scenario"; var name: String
      }
      try e.encode(
        D(
          cluster: c.inventory.cluster,
          rules: c.inventory.rules,
          policy: c.inventory.policy,
          goal: c.goal,
          name: "s\(part)"
        )
      ).write(to: URL(fileURLWithPath: "/tmp/s\(part).json"))
    }
  }
}
