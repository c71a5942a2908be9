import ArgumentParser
import Foundation
import PlacementIO
import PlacementModel
import PlacementSolver
import PlacementTrials

/// Random tiny clusters through every solver, against everything that must hold of plans.
@main
struct Trials: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Try what must hold of every plan on random tiny clusters.",
    discussion: "What is broken is made as small as can be and saved as a scenario. Exit status 1."
  )

  @Option(help: ArgumentHelp("The first cluster.", valueName: "seed"))
  var from: UInt64 = 0

  @Option(help: ArgumentHelp("How many clusters.", valueName: "n"))
  var count: UInt64 = 1_000

  @Option(help: ArgumentHelp("Only this law; repeat for several.", valueName: "name"))
  var law: [String] = []

  @Option(help: ArgumentHelp("Work for each plan.", valueName: "n"))
  var work = 10_000

  @Option(help: ArgumentHelp("How many at a time.", valueName: "n"))
  var jobs = 2

  @Option(help: ArgumentHelp("Where to save what is broken.", valueName: "folder"))
  var save: String?

  func validate() throws {
    let known = Law.all.map(\.name)
    if let odd = law.first(where: { !known.contains($0) }) {
      throw ValidationError("There is no law '\(odd)'; laws are \(known.joined(separator: ", ")).")
    }
  }

  func run() throws {
    let laws = Law.all.filter { law.isEmpty || law.contains($0.name) }
    let campaign = Campaign(
      seeds: from..<from + count,
      laws: laws,
      solvers: Solvers(work: work)
    )
    let began = ContinuousClock.now
    let breaches = campaign.run(threads: jobs)
    let seconds = began.duration(to: .now) / .seconds(1)
    for breach in breaches {
      print("seed \(breach.seed) breaks '\(breach.law)': \(breach.message)")
      guard let save, let small = campaign.smallest(breach) else { continue }
      let url = URL(fileURLWithPath: save).appending(path: small.name + ".yaml")
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      try Data(ScenarioWriter.text(small, as: .yaml).utf8).write(to: url)
      print("  \(small.description)")
      print("  \(small.inventory.cluster.nodes.count) nodes and "
        + "\(small.inventory.cluster.virtualMachines.count) VMs in \(url.path)")
    }
    print(
      "\(count) clusters, \(laws.count) laws, \(breaches.count) broken; "
        + "\(Int(seconds)) s"
    )
    if !breaches.isEmpty { throw ExitCode(1) }
  }
}
