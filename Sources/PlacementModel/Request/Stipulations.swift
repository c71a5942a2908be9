/// What somebody has decided already: a plan that is asked for keeps it, whatever it costs.
///
/// It is how "what if" is asked: fix one choice, plan the rest around it, and compare.
public struct Stipulations: Sendable, Hashable, Codable {
  /// The node on which a VM must end, by full name; its own node means that it must stay there.
  public var fixed: [String: String]

  /// Creates stipulations.
  public init(fixed: [String: String] = [:]) { self.fixed = fixed }

  /// Whether nothing is decided.
  public var isEmpty: Bool { fixed.isEmpty }
}
