import ArgumentParser
import Foundation
import PlacementExecution
import PlacementIO
import PlacementReport
import PlacementSolver

struct ExecuteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "execute",
    abstract: "Carry a plan out: live and cold migrations, step by step.",
    discussion: """
      The plan is validated against the cluster as it is now, and needs an approval: of 'approve', \
      of --approve, or of whoever sits at the terminal. On the first failure nothing new starts. \
      Every step is in the journal before it is taken, so that 'resume' can go on after anything.
      """
  )

  @Argument(help: "A plan document.", completion: .file())
  var plan: String

  @Option(help: ArgumentHelp("The digest of the plan, as an approval of it.", valueName: "digest"))
  var approve: String?

  @Flag(help: "Carry it out in a simulated cluster; changes nothing and needs no approval.")
  var simulate = false

  @Option(
    help: ArgumentHelp("Where to keep the journal; default PLAN.journal.", valueName: "file"),
    completion: .file()
  )
  var journal: String?

  @Flag(help: "Cordon the drained nodes first.")
  var cordon = false

  @Option(
    help: ArgumentHelp("A live migration must have started after so long.", valueName: "seconds")
  )
  var startTimeout: Double = 120

  @Option(help: ArgumentHelp("A cold VM must be up after so long.", valueName: "seconds"))
  var coldTimeout: Double = 600

  @Option(help: ArgumentHelp("Look at the cluster every so often.", valueName: "seconds"))
  var interval: Double = 5

  @Option(
    help: ArgumentHelp(
      "Refuse a plan made from an older state; without it there is a warning after an hour.",
      valueName: "seconds"
    )
  )
  var maxAge: Double?

  @OptionGroup(title: "Cluster") var cluster: KubectlArguments

  @Option(
    name: [.short, .customLong("output")],
    help: "The report: table, markdown, json or html."
  )
  var output: RunOutput = .table

  func validate() throws {
    for (name, value) in [
      ("--start-timeout", startTimeout), ("--cold-timeout", coldTimeout), ("--interval", interval),
      ("--max-age", maxAge ?? 1),
    ] where !(value.isFinite && value > 0 && value < 1e7) {
      throw ValidationError("\(name) is a number of seconds above 0.")
    }
  }

  func run() async throws {
    let document = try ExecutablePlan.read(plan)
    guard !document.migrations.isEmpty else {
      return try Console.print("Nothing to do: the plan holds no migrations.")
    }
    let options = RunOptions(
      interval: interval,
      startTimeout: startTimeout,
      coldTimeout: coldTimeout,
      cordon: cordon
    )
    if simulate { return try await simulate(document, options) }
    try checkAge(document)
    // Where nobody can be asked, there is no need to look at the cluster first.
    if !RunSession.isInteractive { try requireApproval(document) }
    let departure = try await Departure.prepare(document, on: cluster.kubectl, options: options)
    try await departure.whileLocked { departure in
      for warning in departure.warnings { Console.error("warning: \(warning)") }
      if RunSession.isInteractive { try requireApproval(document) }
      let file = try JournalFile(creating: journal ?? plan + ".journal")
      let (executor, header) = (departure.executor, departure.header)
      let session = RunSession(executor: executor, journal: file, output: output)
      let ending = try await session.run { control in
        Execution(header: header, executor: executor, journal: file, control: control)
      }
      if ending.wantsNewPlan {
        try await FollowUp.replan.write(to: plan + ".rest.json", after: ending.state, executor)
      }
    }
  }

  private func simulate(_ document: Plan, _ options: RunOptions) async throws {
    guard let inventory = document.inventory else { return }
    let simulator = Simulator(inventory)
    let header = RunHeader(run: Departure.identifier(), plan: document, options: options)
    let kept: any Journal = try journal.map { try JournalFile(creating: $0) } ?? MemoryJournal()
    let session = RunSession(
      executor: simulator,
      journal: kept,
      clock: simulator,
      isSimulated: true,
      output: output
    )
    let ending = try await session.run { control in
      Execution(
        header: header,
        executor: simulator,
        journal: kept,
        clock: simulator,
        control: control
      )
    }
    if ending.wantsNewPlan {
      try await FollowUp.replan.write(to: plan + ".rest.json", after: ending.state, simulator)
    }
  }

  private func checkAge(_ document: Plan) throws {
    guard let age = PlanAge(of: document, file: plan) else { return }
    if let maxAge, age.seconds > maxAge {
      throw Failure(.refused, "error: \(age.words), more than --max-age allows; plan again")
    }
    PlanAge.warn(of: document, file: plan)
  }

  private func requireApproval(_ document: Plan) throws {
    if let approve {
      guard approve == document.digest else {
        throw Failure(
          .refused,
          "error: --approve names another plan; this one's digest is \(document.digest)"
        )
      }
      return
    }
    if let approval = Approval.read(beside: plan), approval.digest == document.digest {
      return Console.error("Approved by \(approval.user) on \(approval.host) at \(approval.time).")
    }
    guard RunSession.isInteractive else {
      throw Failure(
        .refused,
        "error: not approved; give --approve \(document.digest), or run 'rebalance approve \(plan)'"
      )
    }
    Console.error(TableReport.render(document, style: Console.errorStyle))
    Console.error("Carry this plan out? (approve / cancel)")
    let answer = readLine()?.trimmingCharacters(in: .whitespaces).lowercased() ?? ""
    guard ["approve", "yes", "execute"].contains(answer) else {
      throw Failure(.refused, "error: not approved; nothing was changed")
    }
  }
}
