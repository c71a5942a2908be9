import Foundation

/// Where a run has its time from, so that a simulation can have its own.
public protocol ExecutionClock: Sendable {
  /// Seconds since 1970.
  func now() -> Double
  /// Lets time pass; an interruption of the task ends it early.
  func sleep(seconds: Double) async
}

/// The time of day.
public struct WallClock: ExecutionClock {
  /// Creates a clock.
  public init() {}

  /// Seconds since 1970.
  public func now() -> Double { Date().timeIntervalSince1970 }

  /// Waits.
  public func sleep(seconds: Double) async {
    try? await Task.sleep(for: .seconds(max(seconds, 0)))
  }
}
