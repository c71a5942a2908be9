/// What a kind of rule declares: its word and keys in documents, and what they have to say.
///
/// A kind is a file that conforms to this, and a line in ``Rule/Demand`` and ``Rule/kinds``.
/// Reading, writing and looking for unknown names follow from it.
public protocol RuleDeclaration: Sendable, Hashable {
  /// The word that names the kind in documents: `antiAffinity`.
  static var type: String { get }
  /// The keys it has beside `type`, `name`, `required` and `weight`, in the order of messages.
  static var keys: [RuleKey] { get }
  /// Those of its keys that must be there; default: none.
  static var requiredKeys: [RuleKey] { get }
  /// Whether a rule of the kind may be a preference; default: true.
  static var mayBePreferred: Bool { get }

  /// Takes what a document says; keys that are absent have their defaults.
  init(_ values: RuleValues)
  /// What a document says.
  var values: RuleValues { get }
  /// The declaration as a demand.
  var demand: Rule.Demand { get }

  /// What is wrong with values of which each is right by itself; default: nothing.
  static func fault(in values: RuleValues) -> String?
}

extension RuleDeclaration {
  /// No key must be there.
  public static var requiredKeys: [RuleKey] { [] }
  /// It may be a preference.
  public static var mayBePreferred: Bool { true }
  /// Nothing is wrong.
  public static func fault(in values: RuleValues) -> String? { nil }

  /// The virtual machines it speaks of; `nil` where that is more than one set, or none.
  public var members: Members? {
    Self.keys.contains(.virtualMachines) ? values.members : nil
  }

  /// Every set of virtual machines that it names.
  public var memberSets: [Members] { values.groups ?? members.map { [$0] } ?? [] }

  /// The nodes that it names.
  public var nodes: [String] { values.nodes ?? [] }
}
