import Foundation
import PlacementIO
import PlacementModel
import PlacementOracle
import Testing

/// What is written is read back as it was.
@Suite struct ScenarioWriterTests {
  private func expectRoundTrip(
    _ scenario: Scenario,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for syntax in DocumentWriter.Syntax.allCases {
      let text = try ScenarioWriter.text(scenario, as: syntax)
      let copy = try Scenario(Data(text.utf8), file: "copy")
      #expect(copy == scenario, "\(text)", sourceLocation: sourceLocation)
      if syntax == .json {
        _ = try JSONSerialization.jsonObject(with: Data(text.utf8))
      }
    }
  }

  @Test func everyKeyComesBack() throws {
    try expectRoundTrip(Scenario(Data(everyKey.utf8), file: "every-key.yaml"))
  }

  @Test(arguments: ScenarioFilesTests.files)
  func scenariosComeBack(file: String) throws {
    try expectRoundTrip(
      Scenario(contentsOfFile: ScenarioFilesTests.folder.appending(path: file).path)
    )
  }

  @Test(arguments: 0..<8)
  func randomClustersComeBack(block: UInt64) throws {
    for seed in block * 25..<block * 25 + 25 {
      let drawn = RandomCase(seed: seed)
      // Read once, it is what a document can say.
      let drawnUp = Scenario(
        name: "seed \(seed)",
        inventory: Self.sayable(drawn.inventory),
        goal: drawn.goal
      )
      let text = try ScenarioWriter.text(drawnUp, as: .json)
      try expectRoundTrip(Scenario(Data(text.utf8), file: "once"))
    }
  }

  /// The inventory without what no document may say: rules about nothing, rules that cannot be mere
  /// preferences, and numbers that have no effect.
  private static func sayable(_ inventory: Inventory) -> Inventory {
    var inventory = inventory
    inventory.rules = inventory.rules.compactMap { rule in
      var rule = rule
      if let who = rule.members, who.virtualMachines.isEmpty, who.selector == nil { return nil }
      let kind = type(of: rule.demand.declaration)
      if kind.requiredKeys.contains(.nodes), rule.demand.declaration.nodes.isEmpty { return nil }
      if !kind.mayBePreferred { rule.required = true }
      return rule
    }
    for i in inventory.cluster.virtualMachines.indices {
      var vm = inventory.cluster.virtualMachines[i]
      for c in vm.topologySpreadConstraints.indices
      where vm.topologySpreadConstraints[c].whenUnsatisfiable == .scheduleAnyway {
        vm.topologySpreadConstraints[c].minDomains = nil
      }
      // Nor does a stopped VM migrate.
      if !vm.isActive { vm.migratingTo = nil }
      inventory.cluster.virtualMachines[i] = vm
    }
    return inventory
  }

  @Test func whatKubectlPrintedComesBack() throws {
    let folder = ScenarioFilesTests.folder.appending(path: "kubectl/three-zones").path
    let documents = try KubernetesReader.files(at: folder).flatMap { file in
      try DocumentReader.read(path: file).map { (file: file, root: $0) }
    }
    let inventory = try KubernetesReader.read(documents: documents).inventory
    try expectRoundTrip(Scenario(name: "three-zones", inventory: inventory))
  }

  @Test func namesOfAnyKindAreQuoted() throws {
    let names = ["true", "1e3", "0x1F", "-", "a: b", "#", "é", "日本", "'", "\"", "~", "1.5m"]
    var vms: [VirtualMachine] = []
    for (i, name) in names.enumerated() {
      var vm = VirtualMachine(name: "vm\(i)", requests: [.cpu: Quantity(1), .memory: Quantity(1)])
      vm.labels = [name: name, "k": "a\n\tb\u{85}\u{2028}\u{7}\\"]
      vm.instanceType = name
      vms.append(vm)
    }
    let node = Node(name: "12", allocatable: [.cpu: Quantity(9), .memory: Quantity(9)])
    try expectRoundTrip(
      Scenario(
        name: "no",
        description: "- ? | > %",
        inventory: Inventory(cluster: Cluster(nodes: [node], virtualMachines: vms))
      )
    )
  }

  /// What a person reads has no noise in it.
  @Test func defaultsAreLeftOut() throws {
    let url = ScenarioFilesTests.folder.appending(path: "cycles/room-first.yaml")
    let scenario = try Scenario(contentsOfFile: url.path)
    let text = try ScenarioWriter.text(scenario, as: .yaml)
    #expect(try text.utf8.count < Data(contentsOf: url).count * 3 / 2)
    #expect(!text.contains("pinned") && !text.contains("overcommit") && !text.contains("guest"))
  }
}
