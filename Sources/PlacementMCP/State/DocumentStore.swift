import Foundation
import PlacementIO
import PlacementModel
import Synchronization

/// Plans and snapshots by their digests, so that a restarted server knows them still.
package final class DocumentStore: Sendable {
  /// Where the documents are.
  package let folder: StateFolder
  private let recent = Mutex<[Plan]>([])

  private static let plans = "plans"
  private static let snapshots = "snapshots"
  private static let longestMemory = 8

  /// Keeps documents in a folder.
  ///
  /// - Throws: An error that names the folder, where it cannot be made.
  package init(folder: StateFolder) throws {
    self.folder = folder
    try folder.make(Self.plans)
    try folder.make(Self.snapshots)
  }

  /// A kept document.
  struct Entry: Sendable, Hashable {
    var digest: String
    var time: Date
  }

  // MARK: Plans

  /// Keeps a plan; returns whether it is new.
  @discardableResult
  func keep(_ plan: Plan) throws -> Bool {
    remember(plan)
    let name = file(of: plan.digest)
    guard folder.read(name) == nil else { return false }
    try folder.write(plan.json(), to: name)
    return true
  }

  /// The plans that are kept, newest first.
  func plans() -> [Entry] { entries(in: Self.plans) }

  /// Where a plan is kept.
  func path(of digest: String) -> String { folder.path(of: file(of: digest)) }

  /// The plan with a digest, or the only one whose digest begins so.
  ///
  /// - Throws: ``ToolFailure`` where there is none, more than one, or one that was changed.
  func plan(_ digest: String) throws -> Plan {
    let known = recent.withLock { plans in plans.first { $0.digest == digest } }
    if let known { return known }
    let full = try complete(digest, among: plans(), noun: "plan", maker: "plan")
    guard let data = folder.read(file(of: full)) else {
      throw ToolFailure("the plan \(full) is gone; make it again")
    }
    let plan = try PlanReader.read(data, file: path(of: full))
    guard plan.digest == full, plan.isIntact else {
      throw ToolFailure("the plan \(full) was changed after it was made; make it again")
    }
    remember(plan)
    return plan
  }

  private func remember(_ plan: Plan) {
    recent.withLock { plans in
      plans.removeAll { $0.digest == plan.digest }
      plans.insert(plan, at: 0)
      if plans.count > Self.longestMemory { plans.removeLast() }
    }
  }

  private func file(of digest: String) -> String {
    "\(Self.plans)/\(digest.split(separator: ":").last ?? "").json"
  }

  // MARK: Snapshots

  /// What a snapshot holds besides the inventory.
  struct Snapshot: Codable, Sendable {
    var inventory: Inventory
    var goal: Goal?
    var warnings: [String]
    var nodeNames: [String: String]
  }

  /// Keeps an input; returns the digest of its inventory.
  func keep(_ input: PlanInput) throws -> String {
    let digest = try input.inventory.digest()
    let snapshot = Snapshot(
      inventory: input.inventory,
      goal: input.hasGoal ? input.goal : nil,
      warnings: input.warnings,
      nodeNames: input.nodeNames
    )
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let name = "\(Self.snapshots)/\(digest.dropFirst(7)).json"
    try folder.write(encoder.encode(snapshot), to: name)
    return digest
  }

  /// The input with a digest, or the only one whose digest begins so.
  ///
  /// - Throws: ``ToolFailure`` where there is none, more than one, or one that was changed.
  func snapshot(_ digest: String) throws -> Snapshot {
    let known = entries(in: Self.snapshots)
    let full = try complete(digest, among: known, noun: "snapshot", maker: "snapshot")
    guard let data = folder.read("\(Self.snapshots)/\(full.dropFirst(7)).json"),
      let snapshot = try? JSONDecoder().decode(Snapshot.self, from: data),
      try snapshot.inventory.digest() == full,
      InventoryCheck.firstProblem(of: snapshot.inventory) == nil
    else { throw ToolFailure("the snapshot \(full) was changed; take it again") }
    return snapshot
  }

  private func entries(in folder: String) -> [Entry] {
    self.folder.files(in: folder, endingIn: ".json").compactMap { name, time in
      let digits = name.dropLast(5)
      guard digits.utf8.count == 64 else { return nil }
      return Entry(digest: "sha256:\(digits)", time: time)
    }
  }

  private func complete(
    _ digest: String,
    among entries: [Entry],
    noun: String,
    maker: String
  ) throws -> String {
    let beginning = digest.hasPrefix("sha256:") ? digest : "sha256:" + digest
    let matches = entries.map(\.digest).filter { $0.hasPrefix(beginning) }
    switch matches.count {
    case 1: return matches[0]
    case 0: throw ToolFailure("there is no \(noun) \(beginning); the tool '\(maker)' makes one")
    default:
      throw ToolFailure(
        "\(matches.count) \(noun)s begin with \(beginning); give more of the digest"
      )
    }
  }
}
