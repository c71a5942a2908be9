import PlacementModel
import Testing

@testable import PlacementSolver

/// What a plan is when GLPK is of no help: still legal, still good, and it says so.
@Suite struct FallbackTests {
  /// A backend that does what it is told, and nothing right.
  private struct Broken: MIPBackend {
    var result: @Sendable (MIPModel) -> MIPResult

    func solve(_ model: MIPModel, incumbent: [Double]?, limits: MIPLimits) -> MIPResult {
      result(model)
    }
  }

  private static let cluster = Inventory(
    cluster: Cluster(
      nodes: (1...3).map {
        Node(name: "n\($0)", allocatable: [.cpu: Quantity(16), .memory: Quantity(64 << 30)])
      },
      virtualMachines: (1...9).map {
        VirtualMachine(
          name: "vm\($0)",
          node: $0 < 6 ? "n1" : "n2",
          requests: [.cpu: Quantity($0 % 3 + 1), .memory: Quantity(4 << 30)],
          accessModes: [.readWriteMany]
        )
      }
    )
  )

  private func plan(_ result: @escaping @Sendable (MIPModel) -> MIPResult) throws -> Plan {
    let planner = Planner(
      options: SolverOptions(method: .exact, workLimit: 500_000),
      backend: Broken(result: result)
    )
    let plan = try planner.plan(Self.cluster, goal: Goal())
    let report = PlanChecker(inventory: Self.cluster, goal: Goal()).check(plan)
    #expect(report.isLegal, "\(report.violations.map(\.description))")
    #expect(plan.status == .planned)
    return plan
  }

  @Test(arguments: SolverOptions.Method.allCases)
  func plansWithoutAnyProgram(method: SolverOptions.Method) throws {
    let options = SolverOptions(method: method, workLimit: 500_000)
    let plan = try Planner(options: options, backend: nil).plan(Self.cluster)
    #expect(PlanChecker(inventory: Self.cluster, goal: Goal()).check(plan).isLegal)
    #expect(plan.status == .planned)
    let words = plan.solver.fallback?.contains("no solver for mixed-integer programs")
    #expect(words == (method == .exact || method == .lns ? true : nil))
  }

  @Test func aFailureIsNamed() throws {
    let plan = try plan { _ in
      MIPResult(
        status: .failed("glpk: out of memory"),
        values: nil,
        objective: .nan,
        bound: -.infinity,
        work: 0
      )
    }
    #expect(plan.solver.method == .search)
    #expect(plan.solver.termination == .failed)
    #expect(plan.solver.fallback?.contains("out of memory") == true)
  }

  @Test func nothingInTimeIsWhatSearchFound() throws {
    let plan = try plan { _ in
      MIPResult(
        status: .stopped(.timeLimit),
        values: nil,
        objective: .nan,
        bound: -.infinity,
        work: 0
      )
    }
    #expect(plan.solver.termination == .timeLimit)
    #expect(plan.solver.gap >= 0)
  }

  /// A claim of optimality is believed only where bound and recomputed objective meet.
  @Test func aSolutionOfNonsenseIsNotTaken() throws {
    let plan = try plan { model in
      MIPResult(
        status: .optimal,
        values: [Double](repeating: 0, count: model.variableCount),
        objective: 0,
        bound: 0,
        work: 1_000
      )
    }
    #expect(plan.solver.objective > 0)
    #expect(plan.solver.termination != .optimal)
  }

  @Test func aNaNBoundIsNoBound() throws {
    let plan = try plan { _ in
      MIPResult(
        status: .stopped(.timeLimit),
        values: nil,
        objective: .nan,
        bound: .nan,
        work: 1
      )
    }
    #expect(plan.solver.bound.isFinite)
    #expect(plan.solver.bound <= plan.solver.objective)
  }

  @Test func tooLargeAProgramIsNotBuilt() throws {
    let inventory = Inventory(
      cluster: Cluster(
        nodes: (1...200).map {
          Node(name: "n\($0)", allocatable: [.cpu: Quantity(16), .memory: Quantity(64 << 30)])
        },
        virtualMachines: (1...200).map {
          VirtualMachine(
            name: "vm\($0)",
            node: "n\($0 % 7 + 1)",
            requests: [.cpu: Quantity(milli: 500), .memory: Quantity(1 << 30)]
          )
        }
      )
    )
    let plan = try Planner(options: SolverOptions(method: .exact, workLimit: 200_000))
      .plan(inventory, goal: Goal(maxMigrations: 2))
    #expect(plan.solver.method == .search)
    #expect(plan.solver.fallback?.contains("binaries") == true)
  }
}
