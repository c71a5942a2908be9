import Foundation

/// What a cold move changes of a VirtualMachine: how it is started, and its affinity.
struct VMSettings: Codable, Hashable {
  /// `spec.runStrategy`, where the VM has one.
  var runStrategy: String?
  /// The deprecated `spec.running`, where the VM has that instead.
  var running: Bool?
  /// `spec.template.spec.affinity` as it is.
  var affinity: JSONValue?

  /// What an object has.
  init(_ machine: JSONValue) {
    let spec = machine["spec"]
    runStrategy = spec?["runStrategy"]?.text
    if case .bool(let value)? = spec?["running"] { running = value }
    affinity = spec?["template"]?["spec"]?["affinity"]
  }

  /// Reads what a journal kept.
  init(_ settings: Settings) throws {
    do {
      self = try JSONDecoder().decode(VMSettings.self, from: Data(settings.text.utf8))
    } catch {
      throw ExecutorError(.rejected, "the settings kept of the VM cannot be read")
    }
  }

  /// For a journal to keep.
  var settings: Settings {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) }
    return Settings(text ?? "{}")
  }

  /// Whether KubeVirt keeps it running, or would start it.
  var wantsToRun: Bool {
    if let runStrategy { return runStrategy != "Halted" }
    return running ?? false
  }

  /// The same, but kept down.
  var halted: VMSettings {
    var settings = self
    if runStrategy != nil || running == nil { settings.runStrategy = "Halted" }
    if running != nil { settings.running = false }
    return settings
  }

  /// The same, but started whatever it was, and bound to a node where one is given.
  func started(on hostname: String?) -> VMSettings {
    var settings = self
    if runStrategy != nil || running == nil { settings.runStrategy = "Always" }
    if running != nil { settings.running = true }
    return hostname.map(settings.bound) ?? settings
  }

  private static let hostname = "kubernetes.io/hostname"

  /// The same, but bound to a node besides everything that its affinity demands already.
  func bound(to hostname: String) -> VMSettings {
    let pin = JSONValue.object([
      "key": .string(Self.hostname), "operator": .string("In"),
      "values": .array([.string(hostname)]),
    ])
    var affinity = affinity ?? .object([:])
    if case .null = affinity { affinity = .object([:]) }
    var node = affinity["nodeAffinity"] ?? .object([:])
    if case .null = node { node = .object([:]) }
    let key = "requiredDuringSchedulingIgnoredDuringExecution"
    var required = node[key] ?? .object([:])
    if case .null = required { required = .object([:]) }
    var terms = required["nodeSelectorTerms"]?.elements ?? []
    if terms.isEmpty { terms = [.object([:])] }
    // One term is enough to be let in, so that each of them must name the node.
    required["nodeSelectorTerms"] = .array(
      terms.map { term in
        var term = term
        term["matchExpressions"] = .array((term["matchExpressions"]?.elements ?? []) + [pin])
        return term
      }
    )
    node[key] = required
    affinity["nodeAffinity"] = node
    var settings = self
    settings.affinity = affinity
    return settings
  }

  /// The node that a pin names in every term, where there is one.
  static func pin(in affinity: JSONValue?) -> String? {
    let required = affinity?["nodeAffinity"]?["requiredDuringSchedulingIgnoredDuringExecution"]
    let terms = required?["nodeSelectorTerms"]?.elements ?? []
    let pins = terms.map { term -> String? in
      let last = term["matchExpressions"]?.elements.last
      guard last?["key"]?.text == hostname, last?["operator"]?.text == "In",
        let values = last?["values"]?.elements, values.count == 1
      else { return nil }
      return values[0].text
    }
    guard let first = pins.first, pins.allSatisfy({ $0 == first }) else { return nil }
    return first
  }

  /// A JSON Patch that makes a VirtualMachine have these settings; `nil` where it has them.
  ///
  /// It names the version of the object that was read, so that a change of somebody else meanwhile
  /// is a conflict and not lost.
  func patch(for machine: JSONValue) -> JSONValue? {
    let now = VMSettings(machine)
    if now == self { return nil }
    var steps: [JSONValue] = []
    func step(_ op: String, _ path: String, _ value: JSONValue? = nil) {
      var members: [String: JSONValue] = ["op": .string(op), "path": .string(path)]
      if let value { members["value"] = value }
      steps.append(.object(members))
    }
    if let version = machine["metadata"]?["resourceVersion"] {
      step("replace", "/metadata/resourceVersion", version)
    }
    func change(_ path: String, _ old: JSONValue?, _ new: JSONValue?) {
      if old == new { return }
      if let new { step("add", path, new) } else { step("remove", path) }
    }
    change("/spec/running", now.running.map(JSONValue.bool), running.map(JSONValue.bool))
    change(
      "/spec/runStrategy",
      now.runStrategy.map(JSONValue.string),
      runStrategy.map(JSONValue.string)
    )
    change("/spec/template/spec/affinity", now.affinity, affinity)
    return .array(steps)
  }
}
