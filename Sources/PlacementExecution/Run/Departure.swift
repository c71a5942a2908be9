import Foundation
import PlacementIO
import PlacementModel

/// What is looked at between a plan's approval and its first migration: whether this is its cluster,
/// whether anybody else works on it, and what of the plan is still possible.
package struct Departure: Sendable {
  /// The cluster, ready to be worked on.
  package let executor: KubernetesExecutor
  /// What the journal begins with.
  package let header: RunHeader
  /// What the operator should know before the run.
  package let warnings: [String]
  /// Keeps others away for as long as it is held.
  package let lock: RunLock

  /// Looks at a cluster through kubectl.
  ///
  /// - Throws: ``RunRefusal`` where the plan must not be carried out; ``ExecutorError`` where the
  ///   cluster cannot be read.
  package static func prepare(
    _ plan: Plan,
    on kubectl: Kubectl,
    options: RunOptions = RunOptions()
  ) async throws -> Departure {
    let snapshot = try await ClusterSnapshot.read(kubectl)
    var warnings = snapshot.warnings
    if let warning = try identity(of: plan, snapshot.clusterUID) { warnings.append(warning) }
    let lock = try RunLock(cluster: snapshot.clusterUID)
    let run = identifier()
    let executor = KubernetesExecutor(
      kubectl: kubectl,
      pinsLiveMigrations: KubernetesExecutor.needsPins(snapshot.kubeVirtVersion)
    )
    try await RunLock.refuseOthers(executor, but: run)
    let validation = Validation(plan: plan, fresh: try snapshot.inventory().inventory)
    warnings += validation.warnings(of: plan)
    if let objection = validation.objection {
      throw RunRefusal(objection, remarks: warnings)
    }
    let header = RunHeader(
      run: run,
      plan: plan,
      options: options,
      cluster: snapshot.clusterUID,
      pins: executor.pinsLiveMigrations
    )
    return Departure(executor: executor, header: header, warnings: warnings, lock: lock)
  }

  /// A name for a run that no other has.
  package static func identifier() -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
    return "r" + String((0..<9).compactMap { _ in letters.randomElement() })
  }

  private static func identity(of plan: Plan, _ uid: String?) throws(RunRefusal) -> String? {
    guard let planned = plan.inventory?.cluster.uid else {
      return "the plan does not say which cluster it was made for"
    }
    guard planned == uid else {
      throw RunRefusal(
        "the plan was made for the cluster \(planned), this one is "
          + (uid ?? "unknown: the namespace kube-system may not be read")
      )
    }
    return nil
  }
}

extension Validation {
  /// The moves that are out, in the words for an operator.
  package func warnings(of plan: Plan) -> [String] {
    drops.map { drop in
      let vm = plan.migrations.first { $0.id == drop.move }?.vm ?? "?"
      return "Migration #\(drop.move) (\(vm)) failed validation: \(drop.reason). "
        + "Proceeding with remaining migrations."
    }
  }
}
