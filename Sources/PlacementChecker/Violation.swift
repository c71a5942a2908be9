import PlacementModel

/// Something in a plan that the rules forbid, or a number in it that is not right.
public struct Violation: Sendable, Hashable, Codable {
  /// What kind of thing is wrong.
  public var code: Code
  /// What is wrong, with its numbers.
  public var message: String
  /// The batch in which it goes wrong.
  public var batch: Int?
  /// The VM's full name.
  public var vm: String?
  /// The node.
  public var node: String?

  /// What kind of thing is wrong.
  public enum Code: String, Sendable, Hashable, Codable, CaseIterable {
    /// The inventory or the goal contradicts itself.
    case inventory
    /// The document's kind or version is another one.
    case document
    /// The plan's goal is not the one it is checked against.
    case goal
    /// The load that is balanced is another one.
    case loadSource
    /// Ids or batch numbers do not count up from 1, or a batch and its migrations disagree.
    case numbering
    /// A batch holds what may not run together: mixed types, several cold moves, nothing.
    case batch
    /// There is no such VM.
    case unknownVM
    /// There is no such node.
    case unknownNode
    /// The VM is not where the move starts.
    case from
    /// The VM is there already.
    case sameNode
    /// The VM cannot move that way.
    case type
    /// The VM could go live, and nothing allows it to go cold.
    case coldFallback
    /// A flag is missing or wrong.
    case flags
    /// The VM is pinned, or another actor moves it.
    case frozen
    /// A VM moves more than once without parking, or parks for good.
    case parking
    /// A stopped VM moves without need, or to where it could not start.
    case stopped
    /// The node is not Ready.
    case notReady
    /// The node is cordoned.
    case cordoned
    /// The node is being drained.
    case draining
    /// A taint is not tolerated.
    case taint
    /// The VM's nodeSelector excludes the node.
    case nodeSelector
    /// The VM's required node affinity excludes the node.
    case nodeAffinity
    /// The node's CPU does not suit the VM.
    case cpuModel
    /// A label that KubeVirt demands is missing from the node, or forbidden and there.
    case nodeLabel
    /// A cold move would lose what volumes hold, and nothing allows that.
    case losesData
    /// A cold move would start a changed template, and nothing allows that.
    case restartPending
    /// A volume cannot be mounted there.
    case localVolume
    /// A fence rule excludes the node.
    case fence
    /// A ban rule excludes the node.
    case ban
    /// Requests exceed a limit of a node that takes something in.
    case capacity
    /// A namespace's quota does not admit the new pods.
    case quota
    /// Too many members in a domain, or pods that must not share one.
    case antiAffinity
    /// Members or pods that belong together are further apart.
    case affinity
    /// A spread rule or topology spread constraint is broken.
    case spread
    /// A node that a reserve rule protects could not fail any more: its VMs would find no room.
    case nodeFailure
    /// Two members of a dependency rule are in flight together.
    case dependency
    /// A migration does not wait for one that it must wait for, or waits for what is not there.
    case after
    /// A beginning or an end does not follow from the estimates and the limits.
    case timeline
    /// Too many live migrations at a time.
    case parallelPerCluster
    /// Too many live migrations away from a node at a time.
    case parallelOutboundPerNode
    /// Too many live migrations into a node at a time.
    case parallelInboundPerNode
    /// More moves than allowed.
    case maxMigrations
    /// VMs are down for longer than they may.
    case maxDowntime
    /// A VM stays on a drained node, and the plan does not say so.
    case forced
    /// A VM stays without a node, and the plan does not say so.
    case unplaced
    /// A VM does not end where it was stipulated.
    case stipulation
    /// The list of blocked VMs is wrong.
    case blocked
    /// The list of broken rules is wrong.
    case broken
    /// The status does not fit the rest.
    case status
    /// A figure of a migration or a batch is wrong.
    case estimate
    /// The objective is wrong, or worse than it may be.
    case objective
    /// A term of the score is wrong, or the terms do not sum to the objective.
    case score
    /// The bound is no lower bound, or the gap or the share captured do not follow from it.
    case bound
    /// A standard deviation is wrong.
    case balance
    /// The table of nodes is wrong.
    case nodes
    /// A total is wrong.
    case summary
    /// The document was changed after it was sealed.
    case digest
    /// The plan was made for another inventory.
    case inventoryDigest
  }

  /// Creates a violation.
  public init(
    _ code: Code,
    _ message: String,
    batch: Int? = nil,
    vm: String? = nil,
    node: String? = nil
  ) {
    self.code = code
    self.message = message
    self.batch = batch
    self.vm = vm
    self.node = node
  }
}

extension Violation: CustomStringConvertible {
  /// One line: `batch 2: prod/app-01 on worker-03: capacity: …`.
  public var description: String {
    let place = [batch.map { "batch \($0)" }, vm, node].compactMap { $0 }.joined(separator: ", ")
    return (place.isEmpty ? "" : place + ": ") + code.rawValue + ": " + message
  }
}
