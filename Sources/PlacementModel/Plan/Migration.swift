extension Plan {
  /// One move of one VM.
  public struct Migration: Sendable, Hashable, Codable, Identifiable {
    /// Its number in execution order, from 1.
    public var id: Int
    /// The VM's full name.
    public var vm: String
    /// The node it leaves; `nil` for a placement.
    public var from: String?
    /// The node it arrives at.
    public var to: String
    /// How it moves.
    public var type: MigrationType
    /// The batch it runs in.
    public var batch: Int
    /// Its guest memory in bytes.
    public var memory: Double
    /// How long it takes.
    public var estimatedSeconds: Double
    /// How long the VM is down: 1 for a live migration's pause, 0 for a stopped VM.
    public var downtimeSeconds: Double
    /// Seconds from the beginning of the plan to that of this move, by the estimates.
    public var startSeconds: Double
    /// Seconds from the beginning of the plan to the end of this move, by the estimates.
    public var endSeconds: Double
    /// The ids of earlier migrations that must have ended before it begins, in whatever way the
    /// plan is carried out.
    public var after: [Int]
    /// Bytes a second to which a busy link holds a live migration; `nil` where it gets the policy's.
    public var bandwidth: Double?
    /// Whether the VM ends here or only waits here for room elsewhere.
    public var kind: Kind
    /// What is unusual about it.
    public var flags: [Flag]
    /// Why it is made.
    public var reason: String
    /// The VM's instance type, where it has one.
    public var instanceType: String?
    /// Remarks for the table: `RWO storage`, `VM is stopped`.
    public var notes: [String]

    /// Whether a move ends a VM's way.
    public enum Kind: String, Sendable, Hashable, Codable {
      /// The VM ends here.
      case final
      /// The VM moves on later.
      case parking
    }

    /// What is unusual about a move.
    public enum Flag: String, Sendable, Hashable, Codable {
      /// The VM could go live, but goes cold because nothing else works.
      case coldFallback
      /// A drain or the repair of a broken rule demands it.
      case forced
    }

    /// Creates a migration.
    public init(
      id: Int,
      vm: String,
      from: String?,
      to: String,
      type: MigrationType,
      batch: Int,
      memory: Double,
      estimatedSeconds: Double,
      downtimeSeconds: Double,
      kind: Kind = .final,
      flags: [Flag] = [],
      reason: String = "",
      instanceType: String? = nil,
      notes: [String] = [],
      startSeconds: Double = 0,
      endSeconds: Double? = nil,
      after: [Int] = [],
      bandwidth: Double? = nil
    ) {
      self.id = id
      self.vm = vm
      self.from = from
      self.to = to
      self.type = type
      self.batch = batch
      self.memory = memory
      self.estimatedSeconds = estimatedSeconds
      self.downtimeSeconds = downtimeSeconds
      self.kind = kind
      self.flags = flags
      self.reason = reason
      self.instanceType = instanceType
      self.notes = notes
      self.startSeconds = startSeconds
      self.endSeconds = endSeconds ?? startSeconds + estimatedSeconds
      self.after = after
      self.bandwidth = bandwidth
    }

    private enum CodingKeys: String, CodingKey {
      case id, vm, from, to, type, batch, memory, estimatedSeconds, downtimeSeconds, kind, flags
      case startSeconds, endSeconds, after, bandwidth
      case reason, instanceType, notes
    }

    /// Writes the plan document's form, in which a placement has `from: null`.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(id, forKey: .id)
      try container.encode(vm, forKey: .vm)
      try container.encode(from, forKey: .from)
      try container.encode(to, forKey: .to)
      try container.encode(type, forKey: .type)
      try container.encode(batch, forKey: .batch)
      try container.encode(memory, forKey: .memory)
      try container.encode(estimatedSeconds, forKey: .estimatedSeconds)
      try container.encode(downtimeSeconds, forKey: .downtimeSeconds)
      try container.encode(startSeconds, forKey: .startSeconds)
      try container.encode(endSeconds, forKey: .endSeconds)
      try container.encode(after, forKey: .after)
      try container.encodeIfPresent(bandwidth, forKey: .bandwidth)
      try container.encode(kind, forKey: .kind)
      try container.encode(flags, forKey: .flags)
      try container.encode(reason, forKey: .reason)
      try container.encodeIfPresent(instanceType, forKey: .instanceType)
      try container.encode(notes, forKey: .notes)
    }
  }
}
