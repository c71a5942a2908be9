import PlacementChecker
import PlacementExecution
import PlacementModel

/// Carries an approved plan out.
struct ExecuteTool: Tool {
  /// Seconds to wait for a run before the call returns; most clients give up after a minute.
  static let defaultWait = 45.0

  static let wait = Schema.Property.optional(
    "wait",
    .number(from: 0, to: 3600),
    "Seconds to wait for the run to stop before returning how far it is; 45 by default."
  )

  let definition = ToolDefinition(
    name: "execute",
    title: "Carry a plan out",
    description: """
      Validates an approved plan against the cluster as it is now and makes its migrations. Without \
      the user's approval of exactly this digest nothing is done; the user is asked where the \
      client can. The run goes on in the server: follow it with 'status'. On the first failure \
      nothing new starts; put the options to the user and call 'resume'. With 'simulate' the run \
      takes place in a simulated cluster, changes nothing and needs no approval.
      """,
    input: [
      .required("plan", .string(pattern: .digestPrefix), "The plan's digest."),
      .optional("simulate", .boolean, "Whether to rehearse it in a simulated cluster."),
      .optional("cordon", .boolean, "Whether to cordon drained nodes first."),
      wait,
    ],
    output: RunSummary.properties,
    effect: .moves
  )

  func run(_ arguments: Arguments, _ call: Call, _ workshop: Workshop) throws -> ToolResult {
    let plan = try workshop.store.plan(arguments.text("plan") ?? "")
    let options = RunOptions(cordon: arguments.flag("cordon") ?? false)
    let run: ActiveRun
    if arguments.flag("simulate") ?? false {
      try Self.refuseEmpty(plan)
      run = try workshop.runs.simulate(plan, options)
    } else {
      try workshop.settings.demandExecution()
      try Self.refuseEmpty(plan)
      let consent = Consent(plan: plan, workshop: workshop)
      _ = try consent.demand(in: call)
      try call.checkCancellation()
      call.report("validating the plan against the cluster")
      run =
        workshop.settings.simulates
        ? try workshop.runs.simulate(plan, options, by: consent)
        : try workshop.runs.begin(plan, options, by: consent)
    }
    return try Self.follow(run, arguments, call, workshop)
  }

  /// Reports on a run until it stops or the time is up.
  ///
  /// A call that is withdrawn pauses the run: whoever started it wants no more of it.
  static func follow(
    _ run: ActiveRun,
    _ arguments: Arguments,
    _ call: Call,
    _ workshop: Workshop
  ) throws -> ToolResult {
    run.wait(seconds: arguments.real("wait") ?? defaultWait) { summary in
      call.report(summary.line)
      return !call.isCancelled
    }
    if call.isCancelled { run.pause() }
    try call.checkCancellation()
    return try run.summary.result(workshop)
  }

  /// Refuses plans that cannot or need not be carried out.
  static func refuseEmpty(_ plan: Plan) throws(ToolFailure) {
    guard !plan.migrations.isEmpty else {
      throw ToolFailure("there is nothing to carry out: the plan holds no migrations")
    }
    guard let inventory = plan.inventory else {
      throw ToolFailure("the plan does not hold the cluster it was made for; plan again")
    }
    let report = PlanChecker(inventory: inventory, goal: plan.goal).check(plan)
    guard report.isLegal else {
      throw ToolFailure(
        "the checker found the plan illegal, so it is not carried out",
        details: report.violations.map { "\($0)" }
      )
    }
  }
}
