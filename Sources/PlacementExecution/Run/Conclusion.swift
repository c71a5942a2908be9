import PlacementChecker
import PlacementModel

/// Sums a run up, with what the cluster says at the end.
struct Conclusion {
  let state: RunState
  let executor: any Executor
  let now: Double

  /// The report; what cannot be read is missing from it, and a warning says so.
  func report(because reason: String?) async -> ExecutionReport {
    var report = ExecutionReport(
      run: state.header.run,
      planDigest: state.header.plan.digest,
      status: status,
      reason: reason,
      moves: state.moves.map { $0.outcome(at: now) },
      seconds: max(state.latest - state.began, 0),
      loadSource: state.header.plan.loadSource,
      warnings: state.warnings
    )
    await addLeftovers(to: &report)
    do {
      add(try await executor.inventory(), to: &report)
    } catch {
      report.warnings.append("the cluster could not be read at the end: \(error)")
    }
    return report
  }

  private var status: ExecutionReport.Status {
    switch state.phase {
    case .finished(aborted: true), .aborting: return .aborted
    case .finished(aborted: false):
      let isWhole = state.moves.allSatisfy {
        if case .done = $0.status { return true }
        return false
      }
      return isWhole ? .complete : .partial
    case .running, .stopping, .paused: return .paused
    }
  }

  /// What has to be known of VMs that are not as they were and not as they should be.
  private func addLeftovers(to report: inout ExecutionReport) async {
    let open = state.moves.indices.filter { state.moves[$0].settings != nil }
    guard !open.isEmpty else { return }
    var request = DetailsRequest()
    for i in open { request.machines.insert(state.moves[i].migration.vm) }
    let details = try? await executor.details(of: request)
    for i in open {
      let move = state.moves[i]
      guard let settings = move.settings else { continue }
      let machine = details?.machines[move.migration.vm]
      let now =
        switch machine?.power {
        case .running: "it runs on \(machine?.node ?? "a node")"
        case .starting: "it is started and waits to come up"
        case .stopping: "it is shutting down"
        case .stopped: "it is stopped"
        case nil: details == nil ? "its state could not be read" : "it is gone"
        }
      let isBound = machine.map { $0.settings != settings } ?? true
      let rest =
        isBound
        ? ", not with its former settings, which are: \(settings.text)"
        : ", with its former settings"
      report.moves[i].leftover = now + rest
    }
  }

  /// Before from the plan, after from what is measured now.
  private func add(_ fresh: Inventory, to report: inout ExecutionReport) {
    let plan = state.header.plan
    let merged = Validation.merge(plan.inventory, fresh)
    let scorer = Scorer(inventory: merged, goal: plan.goal)
    let score = scorer.score(placement: [:], moves: [])
    report.loadSource = scorer.loadSource
    let before = Dictionary(plan.nodes.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
    report.nodes = score.nodes.map { node in
      var node = node
      guard let then = before[node.name] else { return node }
      node.vms.before = then.vms.before
      node.cpu.before = then.cpu.before
      node.memory.before = then.memory.before
      node.allocation.cpu.before = then.allocation.cpu.before
      node.allocation.memory.before = then.allocation.memory.before
      node.requests.cpu.before = then.requests.cpu.before
      node.requests.memory.before = then.requests.memory.before
      return node
    }
    report.balance = Plan.Balance(
      cpu: .init(before: plan.balance.cpu.before, after: score.balance.cpu.after),
      memory: .init(before: plan.balance.memory.before, after: score.balance.memory.after),
      count: .init(before: plan.balance.count.before, after: score.balance.count.after)
    )
    if scorer.loadSource != plan.loadSource {
      report.warnings.append(
        "loads before are \(plan.loadSource.rawValue), after \(scorer.loadSource.rawValue): "
          + "metrics are missing now"
      )
    }
  }
}
