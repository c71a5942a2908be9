import ArgumentParser
import Foundation
import PlacementMCP

struct MCPCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp",
    abstract: "Serve an assistant over the Model Context Protocol.",
    discussion: """
      An assistant starts this itself and talks to it over standard input and output. It plans, \
      shows and verifies. It changes nothing in a cluster unless started with --allow-execute, and \
      even then only by plans whose very digest the user has approved.
      """
  )

  @Option(
    help: ArgumentHelp(
      "A folder that inputs may be read from, the current one by default; repeat for several.",
      valueName: "folder"
    ),
    completion: .directory
  )
  var read: [String] = []

  @Option(
    help: ArgumentHelp(
      "Where plans are kept, for the owner alone; by default rebalance in $XDG_STATE_HOME.",
      valueName: "folder"
    ),
    completion: .directory
  )
  var state: String?

  @Flag(help: "Let approved plans be carried out.")
  var allowExecute = false

  @Flag(help: "Carry them out in a simulated cluster, with approvals as if it were real.")
  var simulate = false

  @OptionGroup(title: "Cluster") var cluster: KubectlArguments

  func validate() throws {
    if simulate, !allowExecute {
      throw ValidationError("--simulate is for what --allow-execute allows; give both.")
    }
  }

  func run() throws {
    let folder = FileManager.default.currentDirectoryPath
    do {
      try StandardServer.run(
        state: state,
        readable: read.isEmpty ? [folder] : read,
        mayExecute: allowExecute,
        simulates: simulate,
        kubectl: cluster.kubectl,
        version: Rebalance.configuration.version
      )
    } catch {
      throw Failure(.badInput, "error: \(error)")
    }
    // What was withdrawn may still be looking for a plan that nobody wants any more.
    Foundation.exit(0)
  }
}
