import Foundation
import Testing

/// The official Python client drives the command, in both eras of the protocol.
@Suite struct ClientTests {
  private static let python = Bench.project.appending(path: ".build/mcp-client/bin/python").path
  private static let isThere = FileManager.default.isExecutableFile(atPath: python)

  /// The executable in the folder of the tests.
  private static let rebalance: URL? = {
    var folders = [Bundle.main.bundleURL, URL(filePath: CommandLine.arguments[0])]
    folders += Bundle.allBundles.map(\.bundleURL)
    folders += folders.map { $0.deletingLastPathComponent() }
    folders.append(Bench.project.appending(path: ".build/debug"))
    return folders.map { $0.appending(path: "rebalance") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }()

  @Test(
    .enabled(if: isThere, "scripts/mcp-client puts the Python client where it is looked for"),
    arguments: ["auto", "legacy"]
  )
  func aConversationWithTheOfficialClient(mode: String) throws {
    let script = Bench.project.appending(path: "Tests/PlacementMCPTests/client.py").path
    let process = Process()
    process.executableURL = URL(filePath: Self.python)
    let rebalance = try #require(Self.rebalance, "build the product rebalance first")
    process.arguments = [script, rebalance.path, Bench.project.path, mode]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(said)")
  }
}
