import Foundation
import PlacementIO
import PlacementModel
import Testing

@Suite struct InventoryCodingTests {
  @Test func comesBackAsItWas() throws {
    let inventory = try Scenario(Data(everyKey.utf8), file: "f.yaml").inventory
    let data = try JSONEncoder().encode(inventory)
    #expect(try JSONDecoder().decode(Inventory.self, from: data) == inventory)
  }

  @Test func isPartOfAScenario() throws {
    let inventory = try Scenario(Data(everyKey.utf8), file: "f.yaml").inventory
    var document = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(inventory)) as? [String: Any]
    )
    document["apiVersion"] = ScenarioReader.apiVersion
    document["kind"] = ScenarioReader.kind
    let data = try JSONSerialization.data(withJSONObject: document)
    #expect(try Scenario(data, file: "f.json").inventory == inventory)
  }

  @Test func amountsBelowZeroAreNamed() throws {
    var inventory = try Scenario(Data(everyKey.utf8), file: "f.yaml").inventory
    inventory.cluster.virtualMachines[0].requests[.memory] = Quantity(-1)
    let problem = try #require(InventoryCheck.firstProblem(of: inventory))
    #expect(problem.path == "cluster.virtualMachines[0].requests.memory")
    #expect(problem.message == "-1 is below zero; give 0 or more")
  }
}
