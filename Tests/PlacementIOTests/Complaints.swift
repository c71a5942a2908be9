import Foundation
import PlacementIO
import PlacementModel

/// A scenario of two nodes and two VMs into which mistakes are put.
struct Faulty {
  var cluster = ""
  var node = ""
  var machine = ""
  var rest = ""

  /// What reading the scenario complains of; empty where it does not.
  var message: String {
    let yaml = """
      apiVersion: placementsolver/v1
      kind: Scenario
      name: faulty
      cluster:
        nodes:
        - {name: worker-01, allocatable: {cpu: 8, memory: 32Gi}}
        - {name: worker-02, allocatable: {cpu: 8, memory: 32Gi}\(node)}
        virtualMachines:
        - {name: app-01, node: worker-01, requests: {cpu: 1, memory: 2Gi}}
        - {name: app-02, node: worker-02, requests: {cpu: 1, memory: 2Gi}\(machine)}
      \(cluster.isEmpty ? "" : "  \(cluster)")
      \(rest)
      """
    return complaint(ofScenario: yaml)
  }
}

/// What reading a text as a scenario complains of; empty where it does not.
func complaint(ofScenario text: String) -> String {
  do {
    _ = try Scenario(Data(text.utf8), file: "f.yaml")
    return ""
  } catch {
    return "\(error)"
  }
}
