import PlacementExecution
import PlacementSolver

/// Carries plans out on a ``Rack``: three methods and the inventory.
struct RackExecutor: Executor {
  let rack: Rack

  func transfers() async throws -> [Transfer] {
    await rack.jobs.map { job in
      Transfer(
        name: job.name,
        vm: job.vm,
        source: job.from,
        target: job.to,
        phase: .succeeded,
        tag: job.tag
      )
    }
  }

  func details(of request: DetailsRequest) async throws -> Details {
    var details = Details()
    for vm in request.machines {
      guard let node = await rack.place(of: vm) else { continue }
      details.machines[vm] = Details.Machine(
        power: .running,
        node: node,
        isWanted: true,
        settings: Settings("")
      )
    }
    for node in request.nodes {
      details.nodes[node] = Details.NodeCondition(isReady: true, isSchedulable: true)
    }
    return details
  }

  func perform(_ command: Command) async throws {
    guard case .migrate(let vm, let node, let tag) = command else {
      throw ExecutorError(.rejected, "this platform only migrates live")
    }
    await rack.migrate(vm, to: node, tag: tag)
  }

  func inventory() async throws -> Inventory { await rack.inventory }
}
