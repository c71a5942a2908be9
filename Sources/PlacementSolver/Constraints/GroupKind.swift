import PlacementModel

/// What a kind of rule on several VMs means to the solver.
///
/// Each kind is a type in a file of its own; greedy, search, order, MIP and explanation know kinds
/// only by what is asked here. Positions are dense: `g` is a group of a ``Problem``, domains are
/// positions in the group, -1 for none. ``Group/Kind`` lists the kinds.
protocol GroupKind: Equatable, Sendable {
  // MARK: Excess

  /// How far a group is from being kept; slot `domains.count` holds members in no domain.
  ///
  /// O(domains).
  func excess(_ group: Group, _ tally: (Int) -> Tally) -> Int
  /// Whether an excess is a sum over domains, so that a move changes two terms of it; default: no.
  func isLocal(_ group: Group) -> Bool
  /// The part of such an excess that one domain makes.
  func local(_ tally: Tally) -> Int
  /// The most members of a domain, where that is all that the kind says; default: `nil`. Inner loops
  /// then ask nothing else.
  var mostInDomain: Int? { get }
  /// Whether the kind counts VMs that it does not speak for, so that it has to be silenced while no
  /// VM that it speaks for runs; default: no.
  var isSilentWithoutOwners: Bool { get }

  // MARK: Never worse than at the start

  /// Whether a required group lets a VM go to a node, given the tallies and nodes before the move
  /// and the excess after it; default: where that is not above the excess at the start.
  func permits(
    _ move: GroupMove,
    _ tallies: Tallies,
    excess: Int,
    nodes: [Int32],
    in p: Problem
  ) -> Bool
  /// Whether a required group is no worse than at the start; default: by its excess.
  func isNoWorse(_ g: Int, _ placement: Placement, in p: Problem) -> Bool
  /// Whether two members with the same part may change places, which changes no tally; default: yes.
  func keepsSwap(_ first: GroupMove, _ second: GroupMove, excess: Int, in p: Problem) -> Bool
  /// Owners that do not have at the start what a required group asks; default: none are noted.
  func ownersAmiss(_ g: Int, _ tallies: Tallies, in p: Problem) -> Set<Int>
  /// Whether a VM that stays may leave for a while and come back; default: yes.
  func mayReturn(_ g: Int, to home: Int, in p: Problem) -> Bool

  // MARK: Starting VMs

  /// Whether a stopped VM could start in a domain and make the group no worse.
  func admitsStart(_ start: GroupStart, _ tallies: Tallies, in p: Problem) -> Bool
  /// Whether the scheduler would let a pod start in a domain; default: yes.
  func schedules(_ start: GroupStart, _ tallies: Tallies, in p: Problem) -> Bool

  // MARK: Broken rules

  /// The VMs that make an excess, where it is a matter of single VMs; default: none.
  func offenders(_ view: GroupView) -> [Int]
  /// Why no placement keeps the rule, whatever else moves; default: `nil`.
  func never(_ group: Group, in p: Problem) -> Reason?

  // MARK: In transit

  /// Whether a required group lets a VM arrive beside what is under way.
  func admits(_ move: GroupMove, in transit: Transit) -> Bool
  /// Whether a required group is judged when moves have ended, and not at each arrival; default: no.
  var isJudgedAtEnd: Bool { get }
  /// Whether a VM under way would be kept out, were it the last to arrive; default: no.
  func isCrowded(_ move: GroupMove, in transit: Transit) -> Bool
  /// Adds the earlier moves that must have ended before a move begins, however long each takes;
  /// default: all of earlier batches that concern the group.
  func awaitForerunners(_ move: GroupMove, _ wait: inout Forerunners.Wait)
  /// Whether arrivals are all that has to be looked at in an order of single moves; default: no.
  var isJudgedByArrival: Bool { get }
  /// Whether a VM may arrive beside other members, where arrivals are all that is looked at.
  func admits(_ move: GroupMove, beside there: Tally, in p: Problem) -> Bool

  // MARK: Moving together

  /// Whether members are drawn to where the others are, so that one by one they may not get away;
  /// default: no.
  var attractsMembers: Bool { get }
  /// Whether members may have to move in one batch; default: no.
  var movesInOneBatch: Bool { get }

  // MARK: MIP

  /// Adds the rows that keep the group, and the cost of what breaks it.
  func addRows(_ g: Int, to formulation: inout Formulation)

  // MARK: Reasons

  /// The code of a refusal.
  var code: ReasonCode { get }
  /// The number that the kind states, such as a maximum; default: `nil`.
  var figure: Int? { get }
  /// The VMs of a group that may be in the way of one; default: those that it counts.
  func rivals(of vm: Int, _ group: Group) -> [Int]
  /// A refusal in words; `there` is such as "prod/a, prod/b are", `nil` where no VM is in the way.
  func words(_ refusal: GroupRefusal, there: String?) -> String
}

extension GroupKind {
  func offenders(_ view: GroupView) -> [Int] { [] }
  func never(_ group: Group, in p: Problem) -> Reason? { nil }
  func isLocal(_ group: Group) -> Bool { false }
  func local(_ tally: Tally) -> Int { 0 }
  var mostInDomain: Int? { nil }
  var isSilentWithoutOwners: Bool { false }

  @inline(__always)
  func permits(
    _ move: GroupMove,
    _ tallies: Tallies,
    excess: Int,
    nodes: [Int32],
    in p: Problem
  ) -> Bool {
    excess <= p.startExcess[move.g]
  }

  func isNoWorse(_ g: Int, _ placement: Placement, in p: Problem) -> Bool {
    placement.excess[g] <= p.startExcess[g]
  }

  func keepsSwap(_ first: GroupMove, _ second: GroupMove, excess: Int, in p: Problem) -> Bool {
    true
  }

  func ownersAmiss(_ g: Int, _ tallies: Tallies, in p: Problem) -> Set<Int> { [] }
  func mayReturn(_ g: Int, to home: Int, in p: Problem) -> Bool { true }
  func schedules(_ start: GroupStart, _ tallies: Tallies, in p: Problem) -> Bool { true }
  var isJudgedAtEnd: Bool { false }
  func isCrowded(_ move: GroupMove, in transit: Transit) -> Bool { false }

  func awaitForerunners(_ move: GroupMove, _ wait: inout Forerunners.Wait) {
    wait.forEarlierBatches(of: move.g)
  }

  var isJudgedByArrival: Bool { false }
  func admits(_ move: GroupMove, beside there: Tally, in p: Problem) -> Bool { false }
  var attractsMembers: Bool { false }
  var movesInOneBatch: Bool { false }
  var figure: Int? { nil }
  func rivals(of vm: Int, _ group: Group) -> [Int] { group.matched }
}

/// A move of a VM as one of its groups sees it.
struct GroupMove {
  let g: Int
  let vm: Int
  let part: Tally.Role
  /// The node it goes to.
  let to: Int
  /// The domains of the two nodes.
  let source: Int
  let target: Int

  @inline(__always)
  init(_ p: Problem, _ membership: Problem.Membership, vm: Int, from: Int, to: Int) {
    g = Int(membership.group)
    self.vm = vm
    part = membership.tally
    self.to = to
    source = p.domain(g, from)
    target = p.domain(g, to)
  }
}

/// A VM that may start in a domain, as one of its groups sees it.
struct GroupStart {
  let g: Int
  let part: Tally.Role
  let domain: Int
}

/// Why a group keeps a VM off a node, in data.
struct GroupRefusal {
  let code: ReasonCode
  /// The rule, or the term, by name.
  let rule: String
  /// The value of the topology key there, else the node.
  let domain: String
  /// The VMs there that are in its way.
  let members: [Int]
  /// The number that the rule states, such as a maximum.
  let figure: Int?
}
