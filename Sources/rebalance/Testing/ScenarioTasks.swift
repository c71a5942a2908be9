import Foundation
import PlacementIO
import PlacementSolver

/// Scenarios to be run in each of several ways, several at a time.
struct ScenarioTasks: Sendable {
  /// A file, read or not.
  enum Item: Sendable {
    case scenario(Scenario, path: String)
    case unreadable(InputError, path: String)
  }

  /// What was found.
  var items: [Item]

  /// Reads what is at paths; what is no scenario in folders is passed over.
  ///
  /// - Throws: `InputError` where a path leads nowhere.
  init(paths: [String], filter: String?) throws {
    items = try ScenarioFiles.files(at: paths).compactMap { path, isNamed in
      do {
        let data = try DocumentReader.contents(path: path)
        let roots = try DocumentReader.read(data, file: path)
        if !isNamed, !roots.contains(where: ScenarioFiles.isScenario) { return nil }
        // Read by itself, several documents are told from one.
        let scenario =
          try roots.count == 1
          ? ScenarioReader.read(roots[0], file: path) : Scenario(data, file: path)
        if let filter, !scenario.name.contains(filter), !path.contains(filter) { return nil }
        return .scenario(scenario, path: path)
      } catch let error as InputError {
        return .unreadable(error, path: path)
      }
    }
  }

  /// Runs everything on several threads and hands over the results in the order of the files.
  ///
  /// - Throws: What `report` throws; then nothing more is handed over.
  func run(
    _ ways: [SolverOptions],
    threads: Int,
    report: (ScenarioRun) throws -> Void
  ) throws {
    let tasks = items.flatMap { item in ways.map { (item, $0) } }
    let line = Line(count: tasks.count)
    let workers = DispatchQueue(label: "scenarios", attributes: .concurrent)
    for _ in 0..<min(threads, tasks.count) {
      workers.async {
        while let next = line.take() {
          let (item, options) = tasks[next]
          line.finish(next, Self.result(of: item, options))
        }
      }
    }
    defer { line.stop() }
    for next in tasks.indices { try report(line.wait(for: next)) }
  }

  private static func result(of item: Item, _ options: SolverOptions) -> ScenarioRun {
    switch item {
    case .scenario(let scenario, let path):
      ScenarioRun(scenario, path: path, options: options)
    case .unreadable(let error, let path):
      ScenarioRun(unreadable: path, options: options, error: error)
    }
  }
}

/// Results that are finished in any order and fetched in one.
private final class Line: @unchecked Sendable {
  private let condition = NSCondition()
  private var next = 0
  private var results: [ScenarioRun?]

  init(count: Int) { results = [ScenarioRun?](repeating: nil, count: count) }

  /// The next task that nobody has begun.
  func take() -> Int? {
    condition.withLock {
      guard next < results.count else { return nil }
      next += 1
      return next - 1
    }
  }

  func finish(_ index: Int, _ result: ScenarioRun) {
    condition.withLock {
      results[index] = result
      condition.broadcast()
    }
  }

  func wait(for index: Int) -> ScenarioRun {
    condition.withLock {
      while true {
        if let result = results[index] {
          // Plans of large clusters are large; nobody asks twice.
          results[index] = nil
          return result
        }
        condition.wait()
      }
    }
  }

  func stop() { condition.withLock { next = results.count } }
}
