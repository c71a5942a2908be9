import Foundation
import PlacementExecution

/// A server on standard input and output, as assistants start it.
package enum StandardServer {
  /// Serves until standard input ends.
  ///
  /// - Parameters:
  ///   - state: The folder to keep plans in; `nil` takes the usual one.
  ///   - readable: The folders that inputs may be read from.
  ///   - mayExecute: Whether approved plans may be carried out.
  ///   - simulates: Whether they are in a simulated cluster.
  ///   - kubectl: How the cluster is reached.
  ///   - version: The version of the program.
  /// - Throws: An error that names the folder, where it cannot be used.
  package static func run(
    state: String?,
    readable: [String],
    mayExecute: Bool,
    simulates: Bool,
    kubectl: Kubectl,
    version: String
  ) throws {
    let store = try DocumentStore(folder: StateFolder(path: state ?? usualState))
    // Whatever else writes to standard output, a library for one, must not end up in the protocol.
    let output = dup(STDOUT_FILENO)
    dup2(STDERR_FILENO, STDOUT_FILENO)
    signal(SIGPIPE, SIG_IGN)
    let settings = Settings(
      version: version,
      readable: readable,
      mayExecute: mayExecute,
      simulates: simulates,
      kubectl: kubectl
    )
    let sink = DescriptorSink(descriptor: output)
    let server = try Server(settings: settings, store: store, sink: sink)
    server.run(descriptor: STDIN_FILENO)
  }

  /// `$XDG_STATE_HOME/rebalance`, by default `~/.local/state/rebalance`.
  static var usualState: String {
    let environment = ProcessInfo.processInfo.environment
    let base = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (base ?? NSHomeDirectory() + "/.local/state") + "/rebalance"
  }
}
