import PlacementModel

/// Answers why a plan makes a move, why not another one, and what that would cost.
///
/// ```swift
/// let explainer = try Explainer(plan: plan)
/// print(try explainer.whyNot(vm: "prod/app-02", node: "worker-04").lines.joined(separator: "\n"))
/// ```
public struct Explainer: Sendable {
  /// The plan.
  public let plan: Plan
  private(set) var planner: Planner
  let inventory: Inventory
  let goal: Goal
  let problem: Problem
  let start: Placement
  /// Where everything is once the plan has been carried out.
  let end: Placement
  private let vmIDs: [String: Int]
  private let nodeIDs: [String: Int]

  /// Enough work to plan again from where a plan is.
  public static let quick = SolverOptions(workLimit: 1_000_000)

  /// Prepares for a plan.
  ///
  /// - Parameters:
  ///   - plan: A plan that carries its inventory.
  ///   - options: How hard to look for what a choice would cost; a second or two unless it says
  ///     otherwise. The search begins at the plan, so that little is enough.
  /// - Throws: ``PlanningError`` where the plan carries no inventory, or one that makes no sense.
  public init(plan: Plan, options: SolverOptions = Explainer.quick) throws {
    guard let original = plan.inventory else {
      throw PlanningError(
        code: .noInventory,
        message: "the plan does not carry the inventory that it was made for; make it anew"
      )
    }
    self.plan = plan
    planner = Planner(options: options)
    planner.options.provesBound = false
    (inventory, goal) = plan.relaxed(original, plan.goal)
    let problem = try Problem(
      inventory: inventory,
      goal: goal,
      stipulations: plan.stipulations ?? Stipulations()
    )
    self.problem = problem
    start = Placement(problem)
    vmIDs = Dictionary(problem.names.enumerated().map { ($1, $0) }, uniquingKeysWith: { a, _ in a })
    nodeIDs = Dictionary(
      inventory.cluster.nodes.enumerated().map { ($1.name, $0) },
      uniquingKeysWith: { a, _ in a }
    )
    var end = Placement(problem)
    for move in plan.migrations {
      guard let v = vmIDs[move.vm], let n = nodeIDs[move.to], problem.isActive(v) else { continue }
      end.set(problem, v, to: n)
    }
    self.end = end
  }

  func vm(_ name: String) throws -> Int {
    // A bare name is one of the namespace `default`.
    if let v = vmIDs[name] ?? vmIDs["default/\(name)"] { return v }
    throw PlanningError(code: .unknownVM, message: "there is no virtual machine '\(name)'")
  }

  func node(_ name: String) throws -> Int {
    if let n = nodeIDs[name] { return n }
    if let n = inventory.cluster.nodes.firstIndex(where: { $0.hostname == name }) { return n }
    throw PlanningError(code: .unknownNode, message: "there is no node '\(name)'")
  }
}
