/// The name of a term of the objective, as `score`, `goal.terms` and reports use it.
public struct TermName: RawRepresentable, Sendable, Hashable {
  /// The name: `balance.cpu`.
  public var rawValue: String

  /// Wraps a name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The standard deviation of cpu utilisation.
  public static let balanceCPU = TermName(rawValue: "balance.cpu")
  /// The standard deviation of memory utilisation.
  public static let balanceMemory = TermName(rawValue: "balance.memory")
  /// The standard deviation of the number of VMs per node.
  public static let balanceCount = TermName(rawValue: "balance.count")
  /// Utilisation above the policy's high thresholds.
  public static let peaks = TermName(rawValue: "peaks")
  /// Bursts beyond the average of the balance set.
  public static let bursts = TermName(rawValue: "bursts")
  /// The prices of the moves; its weight is `migrationCost`.
  public static let moves = TermName(rawValue: "moves")

  /// Every term but those of rules, in the order of tables.
  public static let all = [balanceCPU, balanceMemory, balanceCount, peaks, bursts, moves]

  /// The excesses over a preferred rule; its weight is the rule's.
  public static func preferred(_ rule: String) -> TermName {
    TermName(rawValue: "rule.preferred/" + rule)
  }
}
