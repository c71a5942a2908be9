import Foundation
import PlacementIO
import PlacementModel

/// What is looked at before a run's first step, or its next: whether this is its cluster, whether
/// anybody else works on it, and what of the plan is still possible.
package struct Departure: Sendable {
  /// The cluster, ready to be worked on.
  package let executor: KubernetesExecutor
  /// What the journal begins with.
  package let header: RunHeader
  /// What the operator should know before the run.
  package let warnings: [String]
  /// Keeps others away for as long as it is held.
  package let lock: RunLock

  /// Looks at a cluster through kubectl before a plan's first migration.
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
    let validation = Validation(plan: plan, fresh: try snapshot.inventory().inventory)
    warnings += validation.warnings(of: plan)
    if let objection = validation.objection {
      throw RunRefusal(objection, remarks: warnings)
    }
    let header = RunHeader(
      run: identifier(),
      plan: plan,
      options: options,
      cluster: snapshot.clusterUID,
      pins: KubernetesExecutor.needsPins(snapshot.kubeVirtVersion)
    )
    let departure = try await lock(header, on: kubectl, warnings)
    do {
      try await RunLock.refuseOthers(departure.executor, but: header.run)
    } catch {
      await departure.lock.release()
      throw error
    }
    return departure
  }

  /// Looks at a cluster through kubectl before a run goes on.
  ///
  /// - Throws: ``RunRefusal`` where it must not; ``ExecutorError`` where the cluster cannot be read.
  package static func resume(_ state: RunState, on kubectl: Kubectl) async throws -> Departure {
    // Of a run that is over nothing is wanted but another plan.
    if state.header.simulated, !state.isFinished {
      throw RunRefusal(
        "the journal is of a rehearsal: nothing was changed, and there is nothing to go on with"
      )
    }
    let snapshot = try await ClusterSnapshot.read(kubectl)
    if let planned = state.header.cluster, planned != snapshot.clusterUID {
      throw RunRefusal(
        "the journal belongs to the cluster \(planned), this one is \(words(snapshot.clusterUID))"
      )
    }
    return try await lock(state.header, on: kubectl, snapshot.warnings)
  }

  private static func lock(
    _ header: RunHeader,
    on kubectl: Kubectl,
    _ warnings: [String]
  ) async throws -> Departure {
    let lock = try await RunLock.take(cluster: header.cluster, for: header.run, on: kubectl)
    let executor = KubernetesExecutor(
      kubectl: kubectl,
      pinsLiveMigrations: header.pins,
      lease: lock.lease
    )
    return Departure(
      executor: executor,
      header: header,
      warnings: warnings + lock.warnings,
      lock: lock
    )
  }

  /// Does something and gives the lock back when it is over.
  ///
  /// - Throws: What `body` throws.
  package func whileLocked<Result>(_ body: (Self) async throws -> Result) async throws -> Result {
    do {
      let result = try await body(self)
      await lock.release()
      return result
    } catch {
      await lock.release()
      throw error
    }
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
      throw RunRefusal("the plan was made for the cluster \(planned), this one is \(words(uid))")
    }
    return nil
  }

  private static func words(_ uid: String?) -> String {
    uid ?? "unknown: the namespace kube-system may not be read"
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
