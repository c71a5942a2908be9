/// How far a planner has come.
public struct PlanningProgress: Sendable, Hashable {
  /// What it does.
  public var stage: Stage
  /// The objective of the best plan so far; smaller is better.
  public var objective: Double
  /// The objective of the plan with the forced moves and placements alone.
  public var stay: Double
  /// The best bound proven so far; 0 where there is none yet.
  public var bound: Double
  /// How many migrations the best plan has.
  public var migrations: Int
  /// Work done, in the units of ``SolverOptions/workLimit``.
  public var work: Int

  /// What a planner does at a time.
  public enum Stage: String, Sendable, Hashable, CaseIterable {
    /// Forced moves, then steepest descent.
    case greedy
    /// Local search.
    case search
    /// The whole task as a mixed-integer program.
    case exact
    /// A bound on how good any plan could be.
    case bound
  }

  /// The share of the improvement that is captured, by the best bound so far; at least this much.
  public var captured: Double {
    SolverInfo.captured(stay: stay, objective: objective, bound: bound)
  }
}
