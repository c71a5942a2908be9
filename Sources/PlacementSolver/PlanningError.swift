/// Why a planning task cannot be taken on: what is wrong with it.
///
/// Goals that cannot be reached are no errors; they are a ``/PlacementModel/Plan`` whose status says so.
public struct PlanningError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of mistake it is.
  public var code: Code
  /// What is wrong and what would be right.
  public var message: String

  /// What kind of mistake a planning task holds.
  public struct Code: Sendable, Hashable, RawRepresentable {
    /// The spelling.
    public var rawValue: String

    /// Creates a code.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The cluster has no nodes.
    public static let noNodes = Code(rawValue: "noNodes")
    /// Two nodes, or two virtual machines, have the same name.
    public static let duplicateName = Code(rawValue: "duplicateName")
    /// A node is named that is not there.
    public static let unknownNode = Code(rawValue: "unknownNode")
    /// A virtual machine is named that is not there.
    public static let unknownVM = Code(rawValue: "unknownVM")
    /// A migration is named that the plan does not have.
    public static let unknownMigration = Code(rawValue: "unknownMigration")
    /// An alternative is named that the plan does not propose.
    public static let unknownAlternative = Code(rawValue: "unknownAlternative")
    /// A stipulation that no plan can keep.
    public static let stipulation = Code(rawValue: "stipulation")
    /// A number is negative or not finite.
    public static let invalidNumber = Code(rawValue: "invalidNumber")
    /// The goal names a term of the objective that is not there.
    public static let unknownTerm = Code(rawValue: "unknownTerm")
    /// The goal weighs terms of the objective that cannot go together.
    public static let unsupportedTerms = Code(rawValue: "unsupportedTerms")
    /// The plan does not hold the inventory it was made for.
    public static let noInventory = Code(rawValue: "noInventory")
    /// A file could not be written.
    public static let file = Code(rawValue: "file")
  }

  /// Creates an error.
  public init(code: Code, message: String) {
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
