import Foundation
import PlacementModel

/// How old the state is that a plan was made from.
package struct PlanAge: Sendable, Hashable {
  /// Seconds since the cluster was read, or since the file was written where that is not known.
  package var seconds: Double

  /// Above this an operator should hear of it: clusters do not stand still.
  package static let noteworthy = 3600.0

  /// The age of a plan document; `nil` where nothing is known of it.
  package init?(of plan: Plan, file: String, at now: Date = Date()) {
    let read = plan.inventory?.cluster.readAt.flatMap { try? Date($0, strategy: .iso8601) }
    let attributes = try? FileManager.default.attributesOfItem(atPath: file)
    guard let date = read ?? attributes?[.modificationDate] as? Date else { return nil }
    seconds = max(now.timeIntervalSince(date), 0)
  }
}
