/// What a run asks of a platform.
public enum Command: Sendable, Hashable, Codable {
  /// Lets no new VMs onto a node.
  case cordon(node: String)
  /// Migrates a running VM to a node.
  case migrate(vm: String, to: String, tag: Tag)
  /// Calls off a live migration, by the platform's name for it.
  case cancel(transfer: String)
  /// Binds a running VM to a node, where the platform cannot be told the target otherwise.
  case pin(vm: String, to: String)
  /// Shuts a VM down and keeps it down.
  case stop(vm: String)
  /// Starts a VM that is down: on a node, which binds it there, or anywhere its former settings
  /// allow.
  case start(vm: String, on: String?, settings: Settings)
  /// Gives a VM back the settings it had; it keeps running where it is.
  case restore(vm: String, settings: Settings)

  /// The VM it is about.
  public var vm: String? {
    switch self {
    case .cordon, .cancel: nil
    case .migrate(let vm, _, _), .pin(let vm, _), .stop(let vm), .start(let vm, _, _),
      .restore(let vm, _):
      vm
    }
  }
}

/// What a cold move changes of a VM and gives back afterwards, in the platform's own words.
///
/// A run only keeps it: in its journal, so that it can be restored whatever happens.
public struct Settings: Sendable, Hashable, Codable {
  /// The platform's words; KubeVirt's run strategy and affinity as JSON.
  public var text: String

  /// Creates settings.
  public init(_ text: String) { self.text = text }

  /// Reads the text.
  public init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }

  /// Writes the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// What marks a live migration as this run's.
public struct Tag: Sendable, Hashable, Codable {
  /// The run.
  public var run: String
  /// The move's number in the plan.
  public var move: Int
  /// Which try it is, from 1.
  public var attempt: Int

  /// Creates a tag.
  public init(run: String, move: Int, attempt: Int) {
    self.run = run
    self.move = move
    self.attempt = attempt
  }
}
