import Foundation
import Synchronization

/// A Lease in the cluster that one run holds at a time: it keeps runs on other machines away.
///
/// It is renewed with the run's looks at the cluster, and lapses by itself where a run is killed.
package final class ClusterLease: Sendable {
  /// The Lease's namespace, which every cluster has.
  static let namespace = "kube-system"
  /// The Lease's name.
  static let name = "rebalance-execute"
  /// Seconds after which it lapses, counted from the last renewal.
  static let seconds = 120
  /// Seconds between renewals.
  private static let interval = 30.0
  private static let kind = "leases.coordination.k8s.io"

  private let kubectl: Kubectl
  private let run: String
  private let state: Mutex<State>

  private struct State {
    var renewed: Date
    var isReleased = false
  }

  private init(_ kubectl: Kubectl, run: String, renewed: Date) {
    self.kubectl = kubectl
    self.run = run
    state = Mutex(State(renewed: renewed))
  }

  /// Takes the Lease for a run, which may have held it before.
  ///
  /// - Throws: ``RunRefusal`` where another run holds it; ``ExecutorError`` where it cannot be had.
  package static func take(
    for run: String,
    on kubectl: Kubectl,
    at now: Date = Date()
  ) async throws -> ClusterLease {
    try await hold(for: run, kubectl, now)
    return ClusterLease(kubectl, run: run, renewed: now)
  }

  /// Renews it where that is due.
  ///
  /// A cluster that does not answer is for the run to bear: it may hold the Lease all the same.
  ///
  /// - Throws: ``ExecutorError`` with the code `superseded` where another run has it now.
  func renew(at now: Date = Date()) async throws {
    let isDue = state.withLock { now.timeIntervalSince($0.renewed) >= Self.interval }
    guard isDue else { return }
    do {
      try await Self.hold(for: run, kubectl, now)
      state.withLock { $0.renewed = now }
    } catch let refusal as RunRefusal {
      throw ExecutorError(.superseded, refusal.description)
    } catch is ExecutorError {}
  }

  /// Gives it back, so that nobody has to wait until it lapses.
  package func release() async {
    let isFirst = state.withLock { state in
      defer { state.isReleased = true }
      return !state.isReleased
    }
    guard isFirst else { return }
    let patch = JSONValue.array([
      .object([
        "op": .string("test"), "path": .string("/spec/holderIdentity"), "value": .string(run),
      ]),
      .object([
        "op": .string("replace"), "path": .string("/spec/holderIdentity"), "value": .string(""),
      ]),
    ])
    // Where it fails, the Lease lapses.
    _ = try? await kubectl.run(Self.patch("json", patch))
  }

  // MARK: - Holding

  private static func hold(for run: String, _ kubectl: Kubectl, _ now: Date) async throws {
    for _ in 0..<3 {
      do {
        return try await attempt(for: run, kubectl, now)
      } catch let error as ExecutorError where error.code == .conflict {
        // Somebody else was faster; whoever it was, the Lease tells now.
      }
    }
    throw RunRefusal("other runs compete for this cluster (lease \(namespace)/\(name))")
  }

  private static func attempt(for run: String, _ kubectl: Kubectl, _ now: Date) async throws {
    let wanted = spec(run, now)
    let found: JSONValue
    do {
      let get = ["get", kind, name, "-n", namespace, "-o", "json"]
      found = try KubernetesExecutor.json(try await kubectl.run(get))
    } catch let error as ExecutorError where error.code == .notFound {
      let lease = JSONValue.object([
        "apiVersion": .string("coordination.k8s.io/v1"), "kind": .string("Lease"),
        "metadata": .object(["name": .string(name), "namespace": .string(namespace)]),
        "spec": wanted,
      ])
      _ = try await kubectl.run(["create", "-f", "-"], input: lease.canonical)
      return
    }
    let holder = found["spec"]?["holderIdentity"]?.text ?? ""
    if !holder.isEmpty, holder != run, let left = remainder(of: found, now), left > 0 {
      throw RunRefusal(
        "another run (\(holder)) works on this cluster; without a sign of life its lease "
          + "\(namespace)/\(name) lapses in \(Int(left.rounded(.up))) s"
      )
    }
    // The version that was read makes a change of somebody else meanwhile a conflict.
    let version = found["metadata"]?["resourceVersion"] ?? .null
    let change = JSONValue.object([
      "metadata": .object(["resourceVersion": version]), "spec": wanted,
    ])
    _ = try await kubectl.run(patch("merge", change))
  }

  private static func patch(_ type: String, _ patch: JSONValue) -> [String] {
    ["patch", kind, name, "-n", namespace, "--type=\(type)", "-p", patch.canonical]
  }

  private static func spec(_ run: String, _ now: Date) -> JSONValue {
    .object([
      "holderIdentity": .string(run),
      "leaseDurationSeconds": .integer(seconds),
      "renewTime": .string(now.formatted(.iso8601).replacing("Z", with: ".000000Z")),
    ])
  }

  /// Seconds until a Lease lapses; `nil` where it does not say when it was renewed.
  private static func remainder(of lease: JSONValue, _ now: Date) -> Double? {
    guard let text = lease["spec"]?["renewTime"]?.text, text.count >= 19,
      let renewed = try? Date("\(text.prefix(19))Z", strategy: .iso8601)
    else { return nil }
    var length = Double(seconds)
    if case .integer(let seconds)? = lease["spec"]?["leaseDurationSeconds"] {
      length = Double(seconds)
    }
    return renewed.addingTimeInterval(length).timeIntervalSince(now)
  }
}
