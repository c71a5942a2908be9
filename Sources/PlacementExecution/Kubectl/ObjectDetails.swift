/// VMs, instances and nodes as the API gives them, read for what a run needs.
struct ObjectDetails {
  private(set) var details = Details()

  init(_ objects: [JSONValue]) {
    var machines: [String: JSONValue] = [:]
    var instances: [String: JSONValue] = [:]
    for object in objects {
      guard let name = object["metadata"]?["name"]?.text else { continue }
      let key = (object["metadata"]?["namespace"]?.text ?? "default") + "/" + name
      switch object["kind"]?.text {
      case "VirtualMachine": machines[key] = object
      case "VirtualMachineInstance": instances[key] = object
      case "Node": details.nodes[name] = Self.condition(of: object)
      default: break
      }
    }
    for key in Set(machines.keys).union(instances.keys) {
      details.machines[key] = Self.machine(machines[key], instances[key])
    }
  }

  private static func condition(of node: JSONValue) -> Details.NodeCondition {
    let ready = condition("Ready", of: node)?["status"]?.text == "True"
    return Details.NodeCondition(
      isReady: ready,
      isSchedulable: node["spec"]?["unschedulable"] != .bool(true)
        && node["metadata"]?["deletionTimestamp"] == nil
    )
  }

  private static func condition(_ type: String, of object: JSONValue) -> JSONValue? {
    object["status"]?["conditions"]?.elements.first { $0["type"]?.text == type }
  }

  private static func machine(
    _ machine: JSONValue?,
    _ instance: JSONValue?
  ) -> Details.Machine {
    let settings = machine.map(VMSettings.init)
    let phase = instance?["status"]?["phase"]?.text ?? ""
    let isLeaving = instance?["metadata"]?["deletionTimestamp"] != nil
    let power: Details.Power =
      if instance == nil || phase == "Succeeded" || phase == "Failed" {
        isComing(machine, settings) ? .starting : .stopped
      } else if isLeaving || settings?.wantsToRun == false {
        .stopping
      } else {
        phase == "Running" ? .running : .starting
      }
    let node = instance?["status"]?["nodeName"]?.text.flatMap { $0.isEmpty ? nil : $0 }
    return Details.Machine(
      power: power,
      node: power == .running ? node : nil,
      isWanted: settings?.wantsToRun ?? true,
      pinnedTo: VMSettings.pin(in: instance?["spec"]?["affinity"]),
      settings: settings?.settings ?? Settings("{}"),
      message: power == .running ? nil : message(machine, instance)
    )
  }

  /// Whether KubeVirt is about to start a VM that has no instance.
  private static func isComing(_ machine: JSONValue?, _ settings: VMSettings?) -> Bool {
    guard let settings, settings.wantsToRun, settings.runStrategy != "Manual" else { return false }
    return machine?["status"]?["printableStatus"]?.text != "Stopped"
  }

  /// Why a VM does not run, in KubeVirt's words.
  private static func message(_ machine: JSONValue?, _ instance: JSONValue?) -> String? {
    for object in [instance, machine].compactMap({ $0 }) {
      for type in ["PodScheduled", "Failure", "Ready"] {
        guard let found = condition(type, of: object) else { continue }
        let isTrouble = (found["status"]?.text == "True") == (type == "Failure")
        if isTrouble, let words = found["message"]?.text, !words.isEmpty { return words }
      }
    }
    return machine?["status"]?["printableStatus"]?.text.map { "status \($0)" }
  }

  /// Why a pod waits, in the scheduler's words.
  static func whyPending(_ pod: JSONValue) -> String? {
    if let found = condition("PodScheduled", of: pod), found["status"]?.text == "False",
      let words = found["message"]?.text, !words.isEmpty
    {
      return words
    }
    for status in pod["status"]?["containerStatuses"]?.elements ?? [] {
      guard let waiting = status["state"]?["waiting"] else { continue }
      let words = [waiting["reason"]?.text, waiting["message"]?.text].compactMap { $0 }
      if !words.isEmpty { return words.joined(separator: ": ") }
    }
    return nil
  }
}
