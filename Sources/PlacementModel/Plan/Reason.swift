/// Why a VM cannot be on a node.
public struct Reason: Sendable, Hashable, Codable {
  /// The node; `nil` where the reason holds for all of them.
  public var node: String?
  /// The rule, for machines.
  public var code: ReasonCode
  /// The rule, for people: one line with its numbers.
  public var message: String

  /// Creates a reason.
  public init(node: String?, code: ReasonCode, message: String) {
    self.node = node
    self.code = code
    self.message = message
  }
}

/// The rule that keeps a VM off a node, as documents spell it: `taint`, `capacity.memory`.
public struct ReasonCode: Sendable, Hashable, Codable, RawRepresentable, CustomStringConvertible {
  /// The spelling.
  public var rawValue: String

  /// Creates a code from its spelling.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The requests do not fit within a resource's capacity.
  public static func capacity(_ resource: ResourceName) -> ReasonCode {
    ReasonCode(rawValue: "capacity.\(resource.rawValue)")
  }
  /// A taint that is not tolerated.
  public static let taint = ReasonCode(rawValue: "taint")
  /// The VM's nodeSelector.
  public static let nodeSelector = ReasonCode(rawValue: "nodeSelector")
  /// The VM's required node affinity.
  public static let nodeAffinity = ReasonCode(rawValue: "nodeAffinity")
  /// An anti-affinity rule, or required pod anti-affinity.
  public static let antiAffinity = ReasonCode(rawValue: "antiAffinity")
  /// An affinity rule, or required pod affinity.
  public static let affinity = ReasonCode(rawValue: "affinity")
  /// A spread rule, or a topology spread constraint.
  public static let spread = ReasonCode(rawValue: "spread")
  /// A fence rule.
  public static let fence = ReasonCode(rawValue: "fence")
  /// A ban rule.
  public static let ban = ReasonCode(rawValue: "ban")
  /// A namespace's quota leaves no room for a second pod.
  public static let quota = ReasonCode(rawValue: "quota")
  /// The node is not Ready.
  public static let notReady = ReasonCode(rawValue: "notReady")
  /// The node is cordoned.
  public static let cordoned = ReasonCode(rawValue: "cordoned")
  /// The node is being drained.
  public static let draining = ReasonCode(rawValue: "draining")
  /// The VM must never move.
  public static let pinned = ReasonCode(rawValue: "pinned")
  /// The VM is on a node that is not Ready: nothing moves it, live or cold.
  public static let sourceNotReady = ReasonCode(rawValue: "sourceNotReady")
  /// Another actor moves the VM now.
  public static let migrating = ReasonCode(rawValue: "migrating")
  /// The node's CPU does not suit the VM.
  public static let cpuModel = ReasonCode(rawValue: "cpuModel")
  /// A label that KubeVirt demands of the node.
  public static let nodeLabel = ReasonCode(rawValue: "nodeLabel")
  /// A cold move would lose what volumes of the VM hold.
  public static let losesData = ReasonCode(rawValue: "losesData")
  /// A restart would start another machine than runs now.
  public static let restartPending = ReasonCode(rawValue: "restartPending")
  /// A volume of the VM cannot be mounted there.
  public static let localVolume = ReasonCode(rawValue: "localVolume")
  /// The plan may not hold one more migration.
  public static let maxMigrations = ReasonCode(rawValue: "maxMigrations")
  /// The VM, or all of them together, would be down for longer than they may.
  public static let maxDowntime = ReasonCode(rawValue: "maxDowntime")
  /// There is no such VM or node.
  public static let unknown = ReasonCode(rawValue: "unknown")
  /// Somebody took the VM's migration out of the plan.
  public static let skipped = ReasonCode(rawValue: "skipped")
  /// No legal order of moves leads there.
  public static let unreachable = ReasonCode(rawValue: "unreachable")

  /// The spelling.
  public var description: String { rawValue }

  /// The part before the dot: `capacity` of `capacity.memory`.
  public var family: String { String(rawValue.prefix { $0 != "." }) }
}
