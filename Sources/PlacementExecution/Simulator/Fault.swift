/// Something that goes wrong in a simulated cluster; times are seconds from its beginning.
public enum Fault: Sendable, Hashable {
  /// The next calls of a kind fail; with `isCarriedOut` a command has its effect all the same.
  case refuse(Call, ExecutorError, times: Int = 1, isCarriedOut: Bool = false)
  /// Nothing is answered for a while.
  case silence(from: Double, to: Double)
  /// Live migrations of a VM never leave the queue.
  case staysQueued(vm: String, words: String)
  /// The next live migration of a VM fails halfway.
  case fails(vm: String, reason: String)
  /// The next live migration of a VM ends on another node.
  case landsElsewhere(vm: String, node: String)
  /// A VM is deleted.
  case vanishes(vm: String, at: Double)
  /// A VM is stopped by its owner.
  case isStopped(vm: String, at: Double)
  /// A node is no longer Ready: what runs there goes on, nothing new starts.
  case notReady(node: String, at: Double)
  /// A node is cordoned.
  case isCordoned(node: String, at: Double)
  /// Somebody else migrates a VM.
  case isMigrated(vm: String, to: String, at: Double, seconds: Double)
  /// A VM that is started on a node does not come up there.
  case staysDown(vm: String, words: String)
  /// A VM does not shut down.
  case staysUp(vm: String)

  /// The kinds of calls.
  public enum Call: String, Sendable, Hashable, CaseIterable {
    case transfers, details, inventory, cordon, migrate, cancel, pin, stop, start, restore
  }
}

extension Fault {
  /// When it happens by itself.
  var moment: Double? {
    switch self {
    case .vanishes(_, let at), .isStopped(_, let at), .notReady(_, let at), .isCordoned(_, let at),
      .isMigrated(_, _, let at, _):
      at
    case .refuse, .silence, .staysQueued, .fails, .landsElsewhere, .staysDown, .staysUp: nil
    }
  }
}

extension Command {
  /// Its kind.
  var call: Fault.Call {
    switch self {
    case .cordon: .cordon
    case .migrate: .migrate
    case .cancel: .cancel
    case .pin: .pin
    case .stop: .stop
    case .start: .start
    case .restore: .restore
    }
  }
}
