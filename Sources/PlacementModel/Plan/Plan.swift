/// A plan: the moves, their order, what they achieve, and why.
///
/// This is the document that `rebalance plan --out` writes and every other command reads. Cpu is
/// in cores, memory in bytes, durations in seconds, utilisation and balance as fractions.
public struct Plan: Sendable, Hashable, Codable {
  /// The version of the document's shape: `placementsolver/v1`.
  public var apiVersion: String
  /// `Plan`.
  public var kind: String
  /// What came out.
  public var status: Status
  /// The goal as resolved, with its defaults filled in.
  public var goal: Goal
  /// What was decided before planning; `nil` where nothing was.
  public var stipulations: Stipulations?
  /// The load that is balanced.
  public var loadSource: LoadSource
  /// How the placement was found and how good it is proven to be.
  public var solver: SolverInfo
  /// Standard deviations before and after: `cpu`, `memory` (utilisation) and `count` (VMs a node).
  public var balance: Balance
  /// The terms of the objective before and after; they sum to the objective.
  public var score: [ScoreTerm]
  /// What must be done and is not, before and after: plans are compared by these in turn, before
  /// the objective, of which nothing here is part.
  ///
  /// `forced`: VMs that must leave a node and do not; `stopped`: stopped ones; `waiting`: VMs
  /// without a node; `required`: excesses over required rules plus requests over capacity as shares
  /// of it; `voluntary`: moves outside the goal's scope and cold fallbacks.
  public var levels: [ScoreTerm]?
  /// Each node before and after.
  public var nodes: [NodeState]
  /// The moves in execution order.
  public var migrations: [Migration]
  /// Which migrations run together.
  public var batches: [Batch]
  /// How long it takes, and what that cannot fall below.
  public var timeline: Timeline?
  /// Totals.
  public var summary: Summary
  /// VMs that should move or start and cannot, with the reasons.
  public var blocked: [Blocked]
  /// Rules that are broken before or after the plan, with their excess, required ones first; `nil`
  /// where every rule is kept throughout.
  public var broken: [BrokenRule]?
  /// A small set of demands that cannot all be met; empty where all can.
  public var conflict: [Demand]?
  /// What would unlock an infeasible goal, cheapest first; each was tried.
  public var relaxations: [Relaxation]
  /// Nodes beyond the thresholds at the start.
  public var candidates: [Candidate]?
  /// VMs on drained nodes that cannot simply go live.
  public var blockers: [Blocker]?
  /// Other ways that may suit better; `nil` where none were looked for.
  public var alternatives: [Alternative]?
  /// What the operator should know.
  public var warnings: [String]
  /// Those of the ``warnings`` that are about the input, and so hold for every plan for it.
  public var inputWarnings: [String]?
  /// What was changed by hand since it was made, oldest first.
  public var edits: [Edit]
  /// What was planned for, so that the plan can be changed, explained and carried out by itself.
  public var inventory: Inventory?
  /// The digest of the inventory that was planned for.
  public var inventoryDigest: String
  /// The digest of this document without ``solver`` seconds, and without this field and
  /// ``inventory``, which ``inventoryDigest`` stands for.
  public var digest: String

  /// What came out of planning.
  public enum Status: String, Sendable, Hashable, Codable, CaseIterable {
    /// There are moves worth making.
    case planned
    /// Nothing is worth doing.
    case balanced
    /// Part of what was demanded is impossible; the rest is planned.
    case partial
    /// What was demanded is impossible; nothing is planned.
    case infeasible
  }

  /// How a VM moves.
  public enum MigrationType: String, Sendable, Hashable, Codable, CaseIterable {
    /// While it runs.
    case live
    /// Stopped on one node, started on another.
    case cold
    /// Started for the first time.
    case place
  }

  /// A value before and after the plan.
  public struct Change: Sendable, Hashable, Codable {
    /// Before.
    public var before: Double
    /// After.
    public var after: Double

    /// Creates a change.
    public init(before: Double, after: Double) {
      self.before = before
      self.after = after
    }
  }

  /// Population standard deviations over the balance set.
  public struct Balance: Sendable, Hashable, Codable {
    /// Of cpu utilisation.
    public var cpu: Change
    /// Of memory utilisation.
    public var memory: Change
    /// Of the number of VMs.
    public var count: Change

    /// Creates a balance.
    public init(cpu: Change, memory: Change, count: Change) {
      self.cpu = cpu
      self.memory = memory
      self.count = count
    }
  }

  /// One term of the objective.
  public struct ScoreTerm: Sendable, Hashable, Codable {
    /// What it measures: `balance.cpu`, `moves`, `rule.preferred/together`, `overload`.
    public var name: String
    /// Its share of the objective with every VM where it is now.
    public var before: Double
    /// Its share of the objective after the plan.
    public var after: Double

    /// Creates a term.
    public init(name: String, before: Double, after: Double) {
      self.name = name
      self.before = before
      self.after = after
    }
  }

  /// A node before and after the plan.
  public struct NodeState: Sendable, Hashable, Codable {
    /// The node.
    public var name: String
    /// The number of running VMs.
    public var vms: Count
    /// Utilisation of cpu in the load that is balanced.
    public var cpu: Change
    /// Utilisation of memory in the load that is balanced.
    public var memory: Change
    /// vCPUs and guest memory of the VMs over capacity.
    public var allocation: Pair
    /// Requests of everything over what is allocatable.
    public var requests: Pair
    /// The machine's size: cores and bytes.
    public var capacity: Size
    /// Whether it is Ready, schedulable and not being drained: part of the balance set.
    public var balanced: Bool

    /// A number before and after.
    public struct Count: Sendable, Hashable, Codable {
      /// Before.
      public var before: Int
      /// After.
      public var after: Int

      /// Creates a count.
      public init(before: Int, after: Int) {
        self.before = before
        self.after = after
      }
    }

    /// Cpu and memory before and after.
    public struct Pair: Sendable, Hashable, Codable {
      /// Cpu.
      public var cpu: Change
      /// Memory.
      public var memory: Change

      /// Creates a pair.
      public init(cpu: Change, memory: Change) {
        self.cpu = cpu
        self.memory = memory
      }
    }

    /// The size of a machine.
    public struct Size: Sendable, Hashable, Codable {
      /// Cores.
      public var cpu: Double
      /// Bytes.
      public var memory: Double

      /// Creates a size.
      public init(cpu: Double, memory: Double) {
        self.cpu = cpu
        self.memory = memory
      }
    }

    /// Creates a node's state.
    public init(
      name: String,
      vms: Count,
      cpu: Change,
      memory: Change,
      allocation: Pair,
      requests: Pair,
      capacity: Size,
      balanced: Bool
    ) {
      self.name = name
      self.vms = vms
      self.cpu = cpu
      self.memory = memory
      self.allocation = allocation
      self.requests = requests
      self.capacity = capacity
      self.balanced = balanced
    }
  }

  /// Migrations that run together.
  public struct Batch: Sendable, Hashable, Codable {
    /// Its place in the order, from 1.
    public var number: Int
    /// How its VMs move.
    public var type: MigrationType
    /// The ids of its migrations.
    public var migrations: [Int]
    /// How long it takes.
    public var estimatedSeconds: Double

    /// Creates a batch.
    public init(number: Int, type: MigrationType, migrations: [Int], estimatedSeconds: Double) {
      self.number = number
      self.type = type
      self.migrations = migrations
      self.estimatedSeconds = estimatedSeconds
    }
  }

  /// Totals of a plan.
  public struct Summary: Sendable, Hashable, Codable {
    /// Migrations, placements not counted.
    public var migrations: Int
    /// Live ones.
    public var live: Int
    /// Cold ones.
    public var cold: Int
    /// VMs started for the first time.
    public var placements: Int
    /// How long it all takes: all batches one after the other, or until the last end in streaming.
    public var estimatedSeconds: Double
    /// The sum of the cold migrations' downtimes.
    public var downtimeSeconds: Double
    /// The relative reduction of each standard deviation.
    public var improvement: Improvement

    /// Relative reductions of standard deviations; 0.8 means 80 % less.
    public struct Improvement: Sendable, Hashable, Codable {
      /// Of cpu utilisation.
      public var cpu: Double
      /// Of memory utilisation.
      public var memory: Double
      /// Of the number of VMs.
      public var count: Double

      /// Creates an improvement.
      public init(cpu: Double, memory: Double, count: Double) {
        self.cpu = cpu
        self.memory = memory
        self.count = count
      }
    }

    /// Creates a summary.
    public init(
      migrations: Int,
      live: Int,
      cold: Int,
      placements: Int,
      estimatedSeconds: Double,
      downtimeSeconds: Double,
      improvement: Improvement
    ) {
      self.migrations = migrations
      self.live = live
      self.cold = cold
      self.placements = placements
      self.estimatedSeconds = estimatedSeconds
      self.downtimeSeconds = downtimeSeconds
      self.improvement = improvement
    }
  }

  /// A VM that should move or start and cannot.
  public struct Blocked: Sendable, Hashable, Codable {
    /// The VM's full name.
    public var vm: String
    /// The node it is on, where it has one.
    public var node: String?
    /// Why, node by node.
    public var reasons: [Reason]

    /// Creates a blocked VM.
    public init(vm: String, node: String? = nil, reasons: [Reason]) {
      self.vm = vm
      self.node = node
      self.reasons = reasons
    }
  }

  /// Creates a plan; the digests are filled in by ``sealed(inventory:)``.
  public init(
    status: Status,
    goal: Goal,
    loadSource: LoadSource,
    solver: SolverInfo,
    balance: Balance,
    score: [ScoreTerm],
    nodes: [NodeState],
    migrations: [Migration],
    batches: [Batch],
    timeline: Timeline? = nil,
    summary: Summary,
    blocked: [Blocked] = [],
    relaxations: [Relaxation] = [],
    warnings: [String] = []
  ) {
    self.apiVersion = Self.documentVersion
    self.kind = Self.documentKind
    self.status = status
    self.goal = goal
    self.loadSource = loadSource
    self.solver = solver
    self.balance = balance
    self.score = score
    self.nodes = nodes
    self.migrations = migrations
    self.batches = batches
    self.timeline = timeline
    self.summary = summary
    self.blocked = blocked
    self.relaxations = relaxations
    self.warnings = warnings
    self.edits = []
    self.inventoryDigest = ""
    self.digest = ""
  }

  /// The version of every document of this project.
  public static let documentVersion = "placementsolver/v1"
  /// The kind of a plan document.
  public static let documentKind = "Plan"
}
