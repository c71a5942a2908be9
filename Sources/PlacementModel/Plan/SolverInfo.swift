/// How a placement was found, why the solver stopped, and how good the result is proven to be.
public struct SolverInfo: Sendable, Hashable, Codable {
  /// What found the placement.
  public var method: Method
  /// Why it stopped.
  public var termination: Termination
  /// The plan's objective, parking moves included; smaller is better.
  public var objective: Double
  /// The objective of the plan with the forced moves and placements alone, as greedy makes them.
  public var stay: Double
  /// A proven lower bound on the objective of every placement that keeps the rules.
  public var bound: Double
  /// The objective minus the bound.
  public var gap: Double
  /// The share of the provable improvement that the plan captures:
  /// `(stay - objective) / (stay - bound)`, 1 where both are 0.
  public var captured: Double
  /// Wall-clock seconds spent.
  public var seconds: Double
  /// Work done: move evaluations, with simplex iterations converted; the same on every machine.
  public var work: Int
  /// Why a lesser method was used than the one asked for; `nil` where none was.
  public var fallback: String?

  /// What found a placement.
  public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
    /// The mixed-integer program.
    case exact
    /// Local search.
    case search
    /// Steepest descent.
    case greedy
  }

  /// Why a solver stopped.
  public enum Termination: String, Sendable, Hashable, Codable, CaseIterable {
    /// No plan is better: objective and bound meet, to within 10⁻⁶.
    case optimal
    /// The time was up.
    case timeLimit
    /// The work was done, or the method has nothing more to try.
    case workLimit
    /// What was demanded is proven impossible.
    case infeasible
    /// The caller stopped it.
    case interrupted
    /// It failed; the plan is what the fallback found.
    case failed
  }

  /// Creates the figures of a run; ``gap`` and ``captured`` follow from the others.
  public init(
    method: Method,
    termination: Termination,
    objective: Double,
    stay: Double,
    bound: Double,
    seconds: Double,
    work: Int,
    fallback: String? = nil
  ) {
    self.method = method
    self.termination = termination
    self.objective = objective
    self.stay = stay
    self.bound = bound
    self.gap = objective - bound
    self.captured = Self.captured(stay: stay, objective: objective, bound: bound)
    self.seconds = seconds
    self.work = work
    self.fallback = fallback
  }

  /// The share of the provable improvement that an objective captures.
  public static func captured(stay: Double, objective: Double, bound: Double) -> Double {
    let possible = stay - bound
    let reached = stay - objective
    if possible <= 1e-12 { return reached >= -1e-12 ? 1 : 0 }
    return reached / possible
  }

  private enum CodingKeys: String, CodingKey {
    case method, termination, objective, stay, bound, gap, captured, seconds, work, fallback
  }

  /// Writes the plan document's form, in which no fallback is `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(method, forKey: .method)
    try container.encode(termination, forKey: .termination)
    try container.encode(objective, forKey: .objective)
    try container.encode(stay, forKey: .stay)
    try container.encode(bound, forKey: .bound)
    try container.encode(gap, forKey: .gap)
    try container.encode(captured, forKey: .captured)
    try container.encode(seconds, forKey: .seconds)
    try container.encode(work, forKey: .work)
    try container.encode(fallback, forKey: .fallback)
  }
}
