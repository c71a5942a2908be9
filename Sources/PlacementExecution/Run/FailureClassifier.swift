import PlacementModel

/// Finds the kind of failure in a platform's words.
enum FailureClassifier {
  private static let phrases: [(FailureCause, [String])] = [
    (.quota, ["quota"]),
    (.forbidden, ["forbidden", "not allowed", "permission denied"]),
    (
      .timeout,
      [
        "not completed after", "timeout", "timed out", "stuck", "no progress", "converge",
        "has exceeded",
      ]
    ),
    (
      .unschedulable,
      [
        "nodes are available", "insufficient", "unschedulable", "taint", "affinity",
        "didn't match", "too many pods",
      ]
    ),
    (.cancelled, ["abort", "cancel"]),
  ]

  /// The first kind whose phrases occur, else ``FailureCause/other``.
  static func cause(of message: String) -> FailureCause {
    let text = message.lowercased()
    return phrases.first { $0.1.contains { text.contains($0) } }?.0 ?? .other
  }
}
