import ArgumentParser
import Foundation
import PlacementSolver

/// `rebalance-bench schedules`: orders for random targets.
struct ScheduleBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedules",
    abstract: "Order the moves to random targets, in batches and in streaming.",
    discussion: """
      One row for each size and fill, with sums and medians over the seeds (`--seeds`). The checker \
      replays every schedule, and those for streaming are carried out again and again with moves \
      ending in random orders. Exit status 1 where anything is illegal.
      """
  )

  @Option(help: ArgumentHelp("Numbers of nodes.", valueName: "n,…"))
  var nodes: CommaList<Int> = "20,100"

  @Option(help: ArgumentHelp("VMs a node.", valueName: "n"))
  var perNode = 10

  @Option(help: ArgumentHelp("Shares of the nodes that requests fill.", valueName: "x,…"))
  var fills: CommaList<Double> = "0.7,0.85,0.9,0.95"

  /// Of the parent for `--seeds`: it takes the option wherever it stands.
  @ParentCommand var bench: RebalanceBench

  @Option(help: ArgumentHelp("Random orders of ends for each schedule.", valueName: "n"))
  var ends = 1_000

  @Option(help: "Whether a live VM may go cold where nothing else helps: never or always.")
  var coldFallback: Goal.ColdFallback = .never

  @Option(help: ArgumentHelp("How often an order is sought.", valueName: "n"))
  var attempts = 8

  func validate() throws {
    guard nodes.values.allSatisfy({ (2...5_000).contains($0) }), (1...1_000).contains(perNode),
      fills.values.allSatisfy({ $0 > 0.2 && $0 <= 1 }), ends >= 0, attempts > 0
    else {
      throw ValidationError("2 to 5000 nodes, 1 to 1000 VMs each, fills above 0.2 and up to 1.")
    }
  }

  private struct Run {
    var moves: Int
    var parking: Int
    var fallbacks: Int
    var unreachable: Int
    /// Totals over their lower bounds.
    var batches: Double
    var streaming: Double
    /// For the order and its batches alone.
    var seconds: Double
    var fault: String?
  }

  func run() throws {
    let head = [
      "nodes", "VMs", "fill", "moves", "parking", "fallback", "unreachable", "stuck",
      "batches/bound", "streaming/bound", "ms", "ms/1000", "legal",
    ]
    print(head.joined(separator: "\t"))
    var isLegal = true
    var unhindered: [Run] = []
    for count in nodes.values {
      for fill in fills.values {
        let runs = try bench.seeds.seeds.map { try run(count, fill, $0) }
        let free = runs.filter { $0.parking + $0.fallbacks + $0.unreachable == 0 }
        unhindered += free
        let moves = runs.reduce(0) { $0 + $1.moves }
        let seconds = runs.reduce(0) { $0 + $1.seconds }
        let cells = [
          "\(count)", "\(count * perNode)", "\(Int((100 * fill).rounded())) %", "\(moves)",
          "\(runs.reduce(0) { $0 + $1.parking })", "\(runs.reduce(0) { $0 + $1.fallbacks })",
          "\(runs.reduce(0) { $0 + $1.unreachable })", "\(runs.count - free.count)/\(runs.count)",
          ratio(runs.map(\.batches)), ratio(runs.map(\.streaming)),
          String(format: "%.0f", 1_000 * seconds / Double(runs.count)),
          String(format: "%.0f", 1_000_000 * seconds / Double(max(1, moves))),
          runs.compactMap(\.fault).first ?? "yes",
        ]
        print(cells.joined(separator: "\t"))
        isLegal = isLegal && runs.allSatisfy { $0.fault == nil }
      }
    }
    print(
      "where nothing is stuck (\(unhindered.count) schedules): batches/bound "
        + "\(ratio(unhindered.map(\.batches))), streaming/bound \(ratio(unhindered.map(\.streaming)))"
    )
    if !isLegal { throw ExitCode(1) }
  }

  private func ratio(_ values: [Double]) -> String {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return "–" }
    return String(format: "%.3f", (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2)
  }

  private func run(_ count: Int, _ fill: Double, _ seed: UInt64) throws -> Run {
    let task = RandomTarget(
      nodes: count,
      virtualMachines: count * perNode,
      fill: fill,
      seed: seed
    )
    var goal = Goal(optimize: .none, coldFallback: coldFallback)
    let began = ContinuousClock.now
    let batches = try Scheduler(task.inventory, goal: goal, attempts: attempts)
      .schedule(to: task.target)
    let seconds = began.duration(to: .now) / .seconds(1)
    goal.schedule = .streaming
    let streaming = try Scheduler(task.inventory, goal: goal, attempts: attempts)
      .schedule(to: task.target)
    var fault: String?
    for schedule in [batches, streaming] {
      let found = ScheduleChecker(inventory: task.inventory, goal: goal)
        .check(schedule.migrations, batches: schedule.batches)
      fault = fault ?? found.first.map { "seed \(seed): \($0)" }
    }
    fault =
      fault
      ?? RandomEnds(task.inventory, streaming.migrations).breach(runs: ends, seed: seed)
      .map { "seed \(seed): \($0)" }
    return Run(
      moves: batches.migrations.count,
      parking: batches.migrations.count { $0.kind == .parking },
      fallbacks: batches.migrations.count { $0.flags.contains(.coldFallback) },
      unreachable: batches.unreachable.count,
      batches: Self.ratio(batches.timeline),
      streaming: Self.ratio(streaming.timeline),
      seconds: seconds,
      fault: fault
    )
  }

  private static func ratio(_ timeline: Plan.Timeline) -> Double {
    timeline.lowerBound > 0 ? timeline.seconds / timeline.lowerBound : 1
  }
}

extension Goal.ColdFallback: @retroactive ExpressibleByArgument {}
