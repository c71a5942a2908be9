import Foundation
import PlacementExecution
import PlacementIO
import PlacementSolver

/// One reader that must never trap, whatever the bytes.
enum Target: String, CaseIterable {
  case document, scenario, kubectl, quantity, plan, journal

  func run(_ data: Data) {
    switch self {
    case .document: _ = try? DocumentReader.read(data, file: "input")
    case .quantity:
      // What is read is written the same way again.
      let text = String(decoding: data.prefix(200), as: UTF8.self)
      if let quantity = Quantity(text), Quantity(quantity.description) != quantity {
        fatalError("\(text) is written as \(quantity)")
      }
    case .scenario:
      guard let scenario = try? Scenario(data, file: "input.yaml") else { return }
      // What is read can be written, and reads the same.
      guard let text = try? ScenarioWriter.text(scenario, as: .json),
        let copy = try? Scenario(Data(text.utf8), file: "input.yaml")
      else { fatalError("a scenario cannot be written and read back") }
      if copy.inventory != scenario.inventory { fatalError("a scenario is written differently") }
      plan(scenario)
    case .kubectl:
      guard let roots = try? DocumentReader.read(data, file: "input") else { return }
      _ = try? KubernetesReader.read(documents: roots.map { ("input", $0) })
    case .plan:
      guard let plan = try? Plan(json: data) else { return }
      _ = try? plan.json()
      guard let inventory = plan.inventory,
        InventoryCheck.firstProblem(of: inventory) == nil
      else { return }
      _ = PlanChecker(inventory: inventory, goal: plan.goal).check(plan)
    case .journal: journal(data)
    }
  }

  /// Events, one a line and without the checksums that no mutation would get right; and the bytes as
  /// they are.
  private func journal(_ data: Data) {
    let events = data.split(separator: 0x0a).prefix(32).compactMap {
      try? JSONDecoder().decode(JournalEvent.self, from: Data($0))
    }
    let entries = events.enumerated().map { JournalEntry(time: Double($0), event: $1) }
    let state = try? RunState(entries)
    let path = FileManager.default.temporaryDirectory
      .appending(path: "fuzz-\(ProcessInfo.processInfo.processIdentifier).journal").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    if FileManager.default.createFile(atPath: path, contents: data) {
      _ = try? JournalFile.reopen(path)
    }
    guard let state else { return }
    // What is kept is read back the same.
    try? FileManager.default.removeItem(atPath: path)
    do {
      let file = try JournalFile(creating: path)
      for entry in entries { try file.append(entry) }
    } catch {
      fatalError("a journal cannot be written: \(error)")
    }
    guard let copy = try? JournalFile.reopen(path).entries, (try? RunState(copy)) == state else {
      fatalError("a journal is read differently")
    }
  }

  /// Small clusters are planned for as well.
  private func plan(_ scenario: Scenario) {
    let cluster = scenario.inventory.cluster
    guard cluster.nodes.count <= 8, cluster.virtualMachines.count <= 16 else { return }
    let options = SolverOptions(method: .greedy, workLimit: 1_000)
    guard
      let plan = try? Planner(options: options).plan(scenario.inventory, goal: scenario.goal)
    else { return }
    let report = PlanChecker(inventory: scenario.inventory, goal: scenario.goal).check(plan)
    if !report.isLegal { fatalError("an illegal plan: \(report.violations)") }
  }
}

/// Which reader the bytes go to.
nonisolated(unsafe) private var target = Target.document

@_cdecl("rebalance_fuzz_one")
func fuzzOne(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  target.run(bytes.map { Data(bytes: $0, count: count) } ?? Data())
  return 0
}

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@main
enum Fuzz {
  static func main() {
    guard CommandLine.arguments.count > 1, let chosen = Target(rawValue: CommandLine.arguments[1])
    else {
      let names = Target.allCases.map(\.rawValue).joined(separator: ", ")
      print("usage: fuzz TARGET [LIBFUZZER-OPTIONS] [CORPUS…]; targets: \(names)")
      exit(64)
    }
    target = chosen
    let rest = [CommandLine.arguments[0]] + CommandLine.arguments.dropFirst(2)
    var count = CInt(rest.count)
    var arguments: [UnsafeMutablePointer<CChar>?] = rest.map { strdup($0) } + [nil]
    arguments.withUnsafeMutableBufferPointer { buffer in
      var base = buffer.baseAddress
      exit(runDriver(&count, &base, fuzzOne))
    }
  }
}
