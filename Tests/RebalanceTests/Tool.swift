import Foundation
import Testing

/// Runs the `rebalance` that was built beside these tests, from the project's folder.
enum Tool {
  /// How a run ended and what it said.
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String

    var errorLines: [Substring] { errors.split(separator: "\n") }
  }

  /// What to add to `plan` where any plan will do: unoptimised, a full search takes seconds.
  static let quick = ["--work-limit", "20000"]

  static let project = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The executable in the folder of the test bundle, wherever the build folder is.
  static let executable: URL? = {
    var folders = Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
    folders += [Bundle.main.bundleURL, URL(filePath: CommandLine.arguments[0])]
    if let main = Bundle.main.executableURL { folders.append(main) }
    folders += folders.map { $0.deletingLastPathComponent() }
    folders.append(project.appending(path: ".build/debug"))
    return folders.map { $0.appending(path: "rebalance") }
      .first { url in
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
        return exists && !isFolder.boolValue
          && FileManager.default.isExecutableFile(atPath: url.path)
      }
  }()

  /// How many commands run at a time: with all at once, those that wait for an answer would starve.
  private static let slots = Slots(ProcessInfo.processInfo.activeProcessorCount + 1)

  /// Runs a command to its end.
  ///
  /// Output goes through files: a full pipe would block it.
  static func run(
    _ arguments: [String],
    input: String? = nil,
    environment: [String: String] = [:],
    program: URL? = executable
  ) async throws -> Outcome {
    let scratch = try Scratch()
    let process = Process()
    let executable: URL = try #require(program, "build the product rebalance first")
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = project
    process.environment = surroundings.merging(environment) { $1 }
    let (output, errors) = (try scratch.file("out"), try scratch.file("err"))
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: errors))
    process.standardInput =
      try input.map { text in
        try #require(FileHandle(forReadingAtPath: scratch.file("in", text)))
      } ?? FileHandle.nullDevice
    await slots.take()
    do {
      try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
        process.terminationHandler = { _ in done.resume() }
        do { try process.run() } catch { done.resume(throwing: error) }
      }
    } catch {
      await slots.give()
      throw error
    }
    await slots.give()
    #expect(process.terminationReason == .exit, "\(arguments) was ended by a signal")
    return Outcome(
      status: process.terminationStatus,
      output: try String(contentsOfFile: output, encoding: .utf8),
      errors: try String(contentsOfFile: errors, encoding: .utf8)
    )
  }

  /// The environment without what changes how text looks.
  private static let surroundings: [String: String] = {
    var environment = ProcessInfo.processInfo.environment
    for key in ["NO_COLOR", "TERM", "LC_ALL", "LC_CTYPE", "LANG"] { environment[key] = nil }
    environment["COLUMNS"] = "100"
    return environment
  }()
}

/// So many may do something at a time; the others wait in line.
private actor Slots {
  private var free: Int
  private var line: [CheckedContinuation<Void, Never>] = []

  init(_ count: Int) { free = count }

  func take() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { line.append($0) }
    }
  }

  func give() {
    if line.isEmpty { free += 1 } else { line.removeFirst().resume() }
  }
}

/// A folder that is gone when the test is over.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "rebalance-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The path of a name in the folder, where nothing needs to be.
  func path(_ name: String) -> String { folder.appending(path: name).path }

  /// Writes a file and returns its path.
  func file(_ name: String, _ text: String = "") throws -> String {
    try file(name, Data(text.utf8))
  }

  /// Writes a file and returns its path.
  func file(_ name: String, _ data: Data) throws -> String {
    try data.write(to: folder.appending(path: name))
    return path(name)
  }
}

/// Inputs that are shipped.
enum Shipped {
  static let workers = "Scenarios/balance/four-workers.yaml"
  static let impossible = "Scenarios/infeasible/does-not-fit.yaml"
  static let balanced = "Scenarios/balance/already-balanced.yaml"
  static let cluster = "Scenarios/kubectl/three-zones"

  /// A shipped scenario with one text replaced by another, which must occur in it.
  static func workers(_ text: String, _ replacement: String) throws -> String {
    let url = Tool.project.appending(path: workers)
    let scenario = try String(contentsOf: url, encoding: .utf8)
    try #require(scenario.contains(text))
    return scenario.replacing(text, with: replacement, maxReplacements: 1)
  }
}
