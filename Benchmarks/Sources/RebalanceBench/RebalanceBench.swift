import ArgumentParser
import Foundation
import PlacementIO
import PlacementSolver

/// The `rebalance-bench` command: how good plans for made-up clusters are, and how long they take.
@main
struct RebalanceBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebalance-bench",
    abstract: "Plan for synthetic clusters, and compare with greedy and with the proven bound.",
    discussion: """
      One row for each size, kind and solver, with medians over the seeds. Every plan goes through \
      the checker. What each column means, and how the clusters are drawn, is in \
      Benchmarks/README.md.

      Exit status: 0 done; 1 bad input, a planner that failed, a plan that is illegal, or an \
      objective worse than the baseline's; 64 wrong usage.
      """,
    subcommands: [ScheduleBench.self]
  )

  @Option(help: ArgumentHelp("Nodes x VMs.", valueName: "NxV,…"))
  var sizes: CommaList<ClusterSize> = "4x20,20x200"

  @Option(
    help: ArgumentHelp(
      "Kinds of cluster: \(SyntheticCluster.Kind.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "kind,…"
    )
  )
  var kinds: CommaList<SyntheticCluster.Kind> = "base"

  @Option(
    help: ArgumentHelp(
      "Where random choices start, of the cluster and of the solver: 3, 1,2,7 or 1...5.",
      valueName: "seeds"
    )
  )
  var seeds: SeedList = SeedList(seeds: Array(1...5))

  @Option(
    help: ArgumentHelp("auto, exact, search, lns, greedy; greedy runs always.", valueName: "way,…")
  )
  var solvers: CommaList<SolverOptions.Method> = "auto"

  @Option(help: ArgumentHelp("Stop looking after this long.", valueName: "seconds"))
  var timeLimit: Double?

  @Option(help: ArgumentHelp("Stop after this much work (move evaluations).", valueName: "n"))
  var workLimit: Int?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Scenario documents to plan for in place of synthetic clusters.",
      valueName: "file"
    )
  )
  var input: [String] = []

  @Option(help: "The format: table, json or csv.")
  var format: OutputFormat = .table

  @Option(
    help: ArgumentHelp("Where to write the result; default standard output.", valueName: "file")
  )
  var out: String?

  @Option(
    help: ArgumentHelp(
      "A JSON result to compare with; exits 1 where an objective is worse.",
      valueName: "file"
    )
  )
  var baseline: String?

  @Option(
    help: ArgumentHelp("By what share an objective may be worse than the baseline's.")
  )
  var tolerance: Double = 0.02

  @Option(
    help: ArgumentHelp(
      "Draw quality over time and over moves (first seed; plans many times), or write the points.",
      valueName: "file.svg|file.csv"
    )
  )
  var plot: String?

  @Option(help: ArgumentHelp("What to draw over: time, moves or both.", valueName: "axis"))
  var over: Curve.Axis = .both

  @Option(
    help: ArgumentHelp("Keep every plan document in a directory.", valueName: "directory")
  )
  var plans: String?

  @Flag(
    inversion: .prefixedNo,
    help: "Prove how good plans are; without, seconds are those of planning alone."
  )
  var bound = true

  @Flag(help: "Say on standard error how each run ends, with the plan's warnings.")
  var verbose = false

  func validate() throws {
    if let timeLimit, !(timeLimit.isFinite && timeLimit > 0 && timeLimit < 1e9) {
      throw ValidationError("--time-limit is a number of seconds above 0.")
    }
    if !(tolerance.isFinite && tolerance >= 0) {
      throw ValidationError("--tolerance is a number, 0 or more: 0.02 allows 2 %.")
    }
    if let workLimit, workLimit < 1 { throw ValidationError("--work-limit is a number above 0.") }
  }

  func run() throws {
    #if DEBUG
    Console.error("warning: a debug build; measure with 'swift run -c release rebalance-bench'")
    #endif
    let subjects =
      input.isEmpty
      ? Subject.synthetic(sizes: sizes.values, kinds: kinds.values)
      : try Subject.files(input)
    let methods = [.greedy] + solvers.values.filter { $0 != .greedy }.removingDuplicates()
    let earlier = try baseline.map { try Baseline(contentsOfFile: $0) }
    let bench = Bench(
      methods: methods,
      timeLimit: timeLimit.map { .seconds($0) },
      workLimit: workLimit,
      provesBound: bound,
      isVerbose: verbose,
      plans: plans
    )
    if let plans { try Console.makeDirectory(plans) }
    let groups = subjects.map { bench.rows(for: $0, seeds: seeds.seeds) }
    let rows = groups.flatMap(\.self)
    try Console.write(format.text(rows), to: out)
    if let plot {
      let curves = try curves(subjects, bench)
      let text = plot.hasSuffix(".csv") ? Curve.csv(curves) : Plot(curves: curves).svg
      try Console.write(text, to: plot)
    }
    let verdicts = earlier?.compare(rows, tolerance: tolerance) ?? []
    for verdict in verdicts { Console.error(verdict.line) }
    if rows.contains(where: \.hasFailed) || verdicts.contains(where: \.isRegression) {
      throw ExitCode(1)
    }
  }

  /// Curves of every subject and solver but greedy, at the first seed.
  private func curves(_ subjects: [Subject], _ bench: Bench) throws -> [Curve] {
    guard let seed = seeds.seeds.first else { return [] }
    let methods = bench.methods.count > 1 ? Array(bench.methods.dropFirst()) : bench.methods
    return try subjects.flatMap { subject in
      try methods.map { try bench.curve(of: subject, seed: seed, method: $0, over: over) }
    }
  }
}

extension RebalanceBench {
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error as InputError {
      Console.error("error: \(error)")
      Foundation.exit(1)
    } catch {
      exit(withError: error)
    }
  }
}
