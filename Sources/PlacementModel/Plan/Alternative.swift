extension Plan {
  /// Another way that may suit better; the choice is the operator's.
  ///
  /// Its figures are those of a plan that was made for it. To take it, plan again for ``goal`` with
  /// ``amendments`` and ``stipulations``.
  public struct Alternative: Sendable, Hashable, Codable {
    /// Its place in the list, from 1.
    public var number: Int
    /// What it does differently.
    public var kind: Kind
    /// It in a few words.
    public var title: String
    /// Why it may be better.
    public var rationale: String
    /// The goal to plan for.
    public var goal: Goal
    /// What changes besides the goal.
    public var amendments: [Amendment]
    /// What it decides for single VMs, besides what the plan's own stipulations say.
    public var stipulations: Stipulations?
    /// The figures of this plan.
    public var present: Figures
    /// Its own figures.
    public var proposed: Figures

    /// What an alternative does differently.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
      /// A few more moves for much more balance.
      case moreMoves
      /// Far fewer moves for nearly the same balance.
      case fewerMoves
      /// Other weights of cpu and memory.
      case weights
      /// One migration at a time.
      case sequential
      /// Something given up that makes the goal possible.
      case relaxation
      /// Waiting for migrations in flight.
      case wait
      /// Stopped VMs that move along, where they would be in the way once they start.
      case stopped
    }

    /// What a plan comes to.
    public struct Figures: Sendable, Hashable, Codable {
      /// The status.
      public var status: Status
      /// Migrations, placements not counted.
      public var migrations: Int
      /// Cold ones.
      public var cold: Int
      /// The sum of the cold migrations' downtimes.
      public var downtimeSeconds: Double
      /// How long all batches take.
      public var estimatedSeconds: Double
      /// The standard deviation of cpu utilisation after the plan.
      public var cpu: Double
      /// The standard deviation of memory utilisation after the plan.
      public var memory: Double
      /// The objective, each by its own goal.
      public var objective: Double

      /// The figures of a plan.
      public init(_ plan: Plan) {
        status = plan.status
        migrations = plan.summary.migrations
        cold = plan.summary.cold
        downtimeSeconds = plan.summary.downtimeSeconds
        estimatedSeconds = plan.summary.estimatedSeconds
        cpu = plan.balance.cpu.after
        memory = plan.balance.memory.after
        objective = plan.solver.objective
      }
    }

    /// Creates an alternative.
    public init(
      number: Int,
      kind: Kind,
      title: String,
      rationale: String,
      goal: Goal,
      amendments: [Amendment] = [],
      stipulations: Stipulations? = nil,
      present: Figures,
      proposed: Figures
    ) {
      self.number = number
      self.kind = kind
      self.title = title
      self.rationale = rationale
      self.goal = goal
      self.amendments = amendments
      self.stipulations = stipulations
      self.present = present
      self.proposed = proposed
    }
  }
}
