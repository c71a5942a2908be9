import ArgumentParser
import Foundation
import PlacementMCP

struct MCPCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp",
    abstract: "Serve an assistant over the Model Context Protocol.",
    discussion: """
      An assistant starts this itself and talks to it over standard input and output. It plans, \
      shows and verifies; it changes nothing in a cluster.
      """
  )

  @Option(
    help: ArgumentHelp(
      "A folder that inputs may be read from, the current one by default; repeat for several.",
      valueName: "folder"
    )
  )
  var read: [String] = []

  @Option(
    help: ArgumentHelp(
      "Where plans are kept, for the owner alone; by default rebalance in $XDG_STATE_HOME.",
      valueName: "folder"
    )
  )
  var state: String?

  func run() throws {
    let folder = FileManager.default.currentDirectoryPath
    do {
      try StandardServer.run(
        state: state,
        readable: read.isEmpty ? [folder] : read,
        version: Rebalance.configuration.version
      )
    } catch {
      throw Failure(.badInput, "error: \(error)")
    }
    // What was withdrawn may still be looking for a plan that nobody wants any more.
    Foundation.exit(0)
  }
}
