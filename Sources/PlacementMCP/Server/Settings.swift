import Foundation
import PlacementExecution

/// How a server is started.
package struct Settings: Sendable {
  /// The version of the program.
  package var version: String
  /// The folders that inputs may be read from.
  package var readable: [String]
  /// Whether approved plans may be carried out.
  package var mayExecute: Bool
  /// Whether they are carried out in a simulated cluster, with approvals as if it were real.
  package var simulates: Bool
  /// How the cluster is reached; the assistant cannot choose another.
  package var kubectl: Kubectl
  /// The most bytes of a message.
  package var longestMessage: Int
  /// The most requests in work at a time.
  package var mostRequests: Int
  /// How long the user may take to answer a question.
  package var patience: Duration
  /// What goes wrong in simulated clusters, for tests.
  package var faults: [Fault]
  /// Makes what nobody can guess: 32 hexadecimal digits.
  package var random: @Sendable () -> String

  /// Creates settings.
  package init(
    version: String,
    readable: [String],
    mayExecute: Bool = false,
    simulates: Bool = false,
    kubectl: Kubectl = Kubectl(),
    longestMessage: Int = 64 << 20,
    mostRequests: Int = 64,
    patience: Duration = .seconds(600),
    faults: [Fault] = [],
    random: @escaping @Sendable () -> String = Settings.randomDigits
  ) {
    self.version = version
    self.readable = readable
    self.mayExecute = mayExecute
    self.simulates = simulates
    self.kubectl = kubectl
    self.longestMessage = longestMessage
    self.mostRequests = mostRequests
    self.patience = patience
    self.faults = faults
    self.random = random
  }

  /// Refuses what changes a cluster, or prepares it, where the server was not started for that.
  func demandExecution() throws(ToolFailure) {
    guard mayExecute else {
      throw ToolFailure(
        "this server only plans; the user can start it with --allow-execute, or carry the plan out "
          + "with 'rebalance execute'"
      )
    }
  }

  /// 128 bits of the system's randomness.
  package static let randomDigits: @Sendable () -> String = {
    (0..<2).map { _ in
      let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
