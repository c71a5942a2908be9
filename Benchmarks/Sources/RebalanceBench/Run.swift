import PlacementSolver

/// One solver on one cluster.
struct Run: Encodable {
  var seed: UInt64
  var solver: SolverOptions.Method
  /// What came out; `nil` where the planner failed.
  var figures: Figures?
  /// Whether the checker, or another solver's plan, contradicts the plan.
  var isIllegal = false
  /// The first contradiction, or why the planner failed.
  var violation: String?

  init(seed: UInt64, solver: SolverOptions.Method) {
    self.seed = seed
    self.solver = solver
  }

  private enum CodingKeys: String, CodingKey {
    case seed, checked, violation, figures
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(seed, forKey: .seed)
    try container.encode(verdict, forKey: .checked)
    try container.encodeIfPresent(violation, forKey: .violation)
    try container.encodeIfPresent(figures, forKey: .figures)
  }

  /// What the checker says.
  var verdict: String { figures == nil ? "ERROR" : isIllegal ? "ILLEGAL" : "legal" }
}

/// What is measured of a plan.
struct Figures: Encodable {
  var status: Plan.Status
  var method: SolverInfo.Method
  var termination: SolverInfo.Termination
  var objective: Double
  var stay: Double
  /// The bound that this solver proved.
  var bound: Double
  /// The best bound that any of the solvers proved.
  var bestBound: Double
  /// The share of the improvement that is possible by the best bound.
  var captured: Double
  var cpuBefore: Double
  var cpuAfter: Double
  var memoryBefore: Double
  var memoryAfter: Double
  var migrations: Int
  var parking: Int
  var batches: Int
  /// VMs that should move or start and do not.
  var blocked: Int
  /// Those of them that could be elsewhere if any order led there.
  var unreachable: Int
  var seconds: Double
  /// Bytes; `nil` where the system does not tell.
  var peakMemory: Int?
  var work: Int
  /// The objective over greedy's.
  var ratio: Double?

  init(_ plan: Plan, seconds: Double, peakMemory: Int?) {
    let solver = plan.solver
    status = plan.status
    method = solver.method
    termination = solver.termination
    objective = solver.objective
    stay = solver.stay
    bound = solver.bound
    bestBound = solver.bound
    captured = solver.captured
    cpuBefore = plan.balance.cpu.before
    cpuAfter = plan.balance.cpu.after
    memoryBefore = plan.balance.memory.before
    memoryAfter = plan.balance.memory.after
    migrations = plan.summary.migrations
    parking = plan.migrations.count { $0.kind == .parking }
    batches = plan.batches.count
    blocked = plan.blocked.count
    unreachable = plan.blocked.count { vm in vm.reasons.contains { $0.code == .unreachable } }
    self.seconds = seconds
    self.peakMemory = peakMemory
    work = solver.work
  }
}
