import PlacementModel

/// What a run tells its observer.
public enum RunUpdate: Sendable, Hashable {
  /// Something was written to the journal.
  case entry(JournalEntry, ExecutionProgress)
  /// Nothing happened but time.
  case progress(ExecutionProgress)
  /// The platform does not answer; the run goes on trying.
  case unreachable(String, ExecutionProgress)
  /// The run is over, or pauses for a decision; always the last.
  case stopped(ExecutionReport)

  /// How far the run is; `nil` of the last update.
  public var progress: ExecutionProgress? {
    switch self {
    case .entry(_, let progress), .progress(let progress), .unreachable(_, let progress): progress
    case .stopped: nil
    }
  }
}
