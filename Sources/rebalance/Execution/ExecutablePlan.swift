import ArgumentParser
import PlacementSolver

/// Reads a plan that is to be carried out, and refuses what must not be.
enum ExecutablePlan {
  /// - Throws: ``Failure`` where the document was changed, or the checker objects to it.
  static func read(_ path: String) throws -> Plan {
    let plan = try PlanFile.read(path)
    guard let inventory = plan.inventory else {
      throw Failure(
        .badInput,
        "error: \(path): the plan does not hold the inventory it was made for; plan again"
      )
    }
    guard (try? plan.computedDigest()) == plan.digest,
      (try? inventory.digest()) == plan.inventoryDigest
    else {
      throw Failure(
        .refused,
        "error: \(path): the digest differs: the plan was changed after it was made"
      )
    }
    let report = PlanChecker(inventory: inventory, goal: plan.goal).check(plan)
    guard report.isLegal else {
      throw Failure(
        .refused,
        lines: ["error: \(path): the checker found the plan illegal:"]
          + report.violations.map { "  \($0)" }
      )
    }
    if plan.status == .infeasible { throw ExitCode(Failure.Status.infeasible.rawValue) }
    return plan
  }
}
