import Foundation

/// Several nodes emptied in waves, so that each can be worked on: a plan each wave.
///
/// While a wave's nodes are away, those of later waves take nobody in, and those of earlier waves
/// are back and empty. So no VM has to move twice.
public struct Maintenance: Sendable, Hashable, Codable {
  /// The version of the document's shape: `placementsolver/v1`.
  public var apiVersion: String
  /// `Maintenance`.
  public var kind: String
  /// What came out: `planned`, `partial` (some nodes are in no wave) or `infeasible` (no waves).
  public var status: Plan.Status
  /// What was wanted; its `drain` names all the nodes to empty.
  public var goal: Goal
  /// How many nodes may be away at a time; `nil` sets no limit.
  public var maxUnavailable: Int?
  /// Whether any one node may fail while others are away; see ``unprotected``.
  public var failover: Bool
  /// The waves, in their order.
  public var waves: [Wave]
  /// No fewer waves can do, whatever goes where.
  public var leastWaves: Int
  /// Nodes that are in no wave, and why.
  public var left: [Left]
  /// Nodes whose failure the cluster would not survive even with no node away.
  public var unprotected: [String]
  /// Totals over all waves.
  public var summary: Summary

  /// Nodes that are emptied together.
  public struct Wave: Sendable, Hashable, Codable {
    /// Its place in the order, from 1.
    public var number: Int
    /// The nodes that are away when it has ended.
    public var drain: [String]
    /// How they are emptied, from where the waves before leave the VMs.
    public var plan: Plan

    /// Creates a wave.
    public init(number: Int, drain: [String], plan: Plan) {
      self.number = number
      self.drain = drain
      self.plan = plan
    }
  }

  /// A node that is in no wave.
  public struct Left: Sendable, Hashable, Codable {
    /// The node.
    public var node: String
    /// Why not.
    public var message: String

    /// Creates an entry.
    public init(node: String, message: String) {
      self.node = node
      self.message = message
    }
  }

  /// Totals over all waves.
  public struct Summary: Sendable, Hashable, Codable {
    /// The number of waves.
    public var waves: Int
    /// Migrations, placements not counted.
    public var migrations: Int
    /// Cold ones.
    public var cold: Int
    /// How long the migrations take, the work on the nodes left aside.
    public var estimatedSeconds: Double
    /// The sum of the cold migrations' downtimes.
    public var downtimeSeconds: Double
    /// VMs that move in more than one wave.
    public var movedAgain: Int

    /// The totals of some waves.
    public init(_ waves: [Wave]) {
      self.waves = waves.count
      let summaries = waves.map(\.plan.summary)
      migrations = summaries.reduce(0) { $0 + $1.migrations }
      cold = summaries.reduce(0) { $0 + $1.cold }
      estimatedSeconds = summaries.reduce(0) { $0 + $1.estimatedSeconds }
      downtimeSeconds = summaries.reduce(0) { $0 + $1.downtimeSeconds }
      var seen: Set<String> = []
      var again: Set<String> = []
      for wave in waves {
        let moved = Set(wave.plan.migrations.map(\.vm))
        again.formUnion(moved.intersection(seen))
        seen.formUnion(moved)
      }
      movedAgain = again.count
    }
  }

  /// Creates a maintenance; its totals are those of the waves.
  public init(
    status: Plan.Status,
    goal: Goal,
    maxUnavailable: Int?,
    failover: Bool,
    waves: [Wave],
    leastWaves: Int,
    left: [Left] = [],
    unprotected: [String] = []
  ) {
    apiVersion = Plan.documentVersion
    kind = Self.documentKind
    self.status = status
    self.goal = goal
    self.maxUnavailable = maxUnavailable
    self.failover = failover
    self.waves = waves
    self.leastWaves = leastWaves
    self.left = left
    self.unprotected = unprotected
    summary = Summary(waves)
  }

  /// The kind of a maintenance document.
  public static let documentKind = "Maintenance"

  /// The nodes to empty, in the order they were named.
  public var drain: [String] { goal.drain }

  /// The document as JSON: indented, keys in alphabetical order, a newline at the end.
  ///
  /// - Throws: `EncodingError` where a number is not finite.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data([0x0a])
  }
}
