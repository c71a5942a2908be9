import PlacementSolver

/// What a caller of C wants to be told, and asked.
///
/// Unchecked because the caller promises in `placement.h` that both functions and what they are
/// given may be used on any thread.
struct Callbacks: @unchecked Sendable {
  /// Told about every step, as a JSON document that lives as long as the call.
  var progress: (@convention(c) (CText?, UnsafeMutableRawPointer?) -> Void)?
  /// Asked during the solve; anything but 0 ends it with the best plan so far.
  var stop: (@convention(c) (UnsafeMutableRawPointer?) -> Int32)?
  var context: UnsafeMutableRawPointer?

  @Sendable func isStopped() -> Bool { stop.map { $0(context) != 0 } ?? false }

  @Sendable func report(_ step: PlanningProgress) {
    guard let progress else { return }
    let text =
      "{\"stage\": \"\(step.stage.rawValue)\", \"objective\": \(step.objective), "
      + "\"stay\": \(step.stay), \"bound\": \(step.bound), \"captured\": \(step.captured), "
      + "\"migrations\": \(step.migrations), \"work\": \(step.work)}"
    text.withCString { progress($0, context) }
  }
}
