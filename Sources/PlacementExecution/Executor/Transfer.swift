/// A live migration as the platform tells of it.
public struct Transfer: Sendable, Hashable {
  /// The platform's name for it.
  public var name: String
  /// The VM's full name.
  public var vm: String
  /// The node the VM leaves, where it is known.
  public var source: String?
  /// The node it goes to, where it is known.
  public var target: String?
  /// How far it is.
  public var phase: Phase
  /// What marks it as ours.
  public var tag: Tag?
  /// Whether it can be called off without losing the VM's state.
  public var canBeCancelled: Bool
  /// The platform's words for why it failed or waits.
  public var message: String?

  /// How far a live migration is.
  public enum Phase: String, Sendable, Hashable, CaseIterable {
    /// It waits for a slot.
    case queued
    /// It waits for room on its target.
    case scheduling
    /// The target is being prepared or memory is being copied.
    case running
    /// It ended well.
    case succeeded
    /// It failed, or was called off.
    case failed
  }

  /// Whether it is not over.
  public var isUnderWay: Bool { phase != .succeeded && phase != .failed }

  /// Creates a transfer.
  public init(
    name: String,
    vm: String,
    source: String? = nil,
    target: String? = nil,
    phase: Phase,
    tag: Tag? = nil,
    canBeCancelled: Bool = true,
    message: String? = nil
  ) {
    self.name = name
    self.vm = vm
    self.source = source
    self.target = target
    self.phase = phase
    self.tag = tag
    self.canBeCancelled = canBeCancelled
    self.message = message
  }
}
