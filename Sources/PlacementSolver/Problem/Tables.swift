import PlacementModel

/// What the inner loops of greedy and search read, side by side: plain values, no references.
///
/// The memory is the ``Problem``'s; who uses the tables holds on to that.
struct Tables {
  let resourceCount: Int
  let vms: Column<VM>
  /// Requests, VM by resource.
  let requests: Column<Int64>
  /// Requests that fit, node by resource.
  let limit: Column<Int64>
  /// One over what is allocatable for the balanced lanes; 0 for nodes outside the balance set.
  let scale: Column<Lanes>
  /// One over what is allocatable for all lanes.
  let fullScale: Column<Problem.Load>
  /// How VMs of a class move to a node: class by node.
  let ways: Column<Way>
  /// What being on a node costs VMs of an eligibility class: class by node.
  let stayCosts: Column<Double>
  /// How many required rules VMs of an eligibility class break there: class by node.
  let brokenRules: Column<Double>
  /// ``stayCosts`` with the weight of what is broken: class by node.
  let standingCosts: Column<Double>
  /// What inner loops weigh the levels by.
  let levels: LevelWeights
  let memberships: Column<Problem.Membership>
  let groups: Column<Group>
  /// The domain of each node, one row for each partition of the nodes.
  let domains: Column<Int32>
  /// The weights of the balanced lanes.
  let weight: Lanes
  /// The standard deviations of the balanced lanes that are good enough.
  let tolerance: Lanes
  /// Utilisation of the balanced lanes above which peaks are charged.
  let peak: Lanes
  /// What a unit above it costs.
  let peakPrice: Double
  /// What VMs may use beyond what they use; read only where ``chargesBursts`` says so.
  let bursts: Column<Lanes>
  /// The share of a node above which bursts are charged.
  let burstShare: Lanes
  /// What a unit above it costs.
  let burstPrice: Double
  let chargesBursts: Bool
  let perBalanceNode: Double
  let startsOverfull: Bool
  /// How many active VMs may go cold.
  let downtimeLimit: Int

  /// The lanes that are balanced: cpu and memory, or the number of VMs.
  typealias Lanes = SIMD2<Double>

  /// How a VM gets to a node.
  enum Way: UInt8 {
    case none, live, cold, stopped, fallback, lastResort, place

    /// Its price, in prices of a live move.
    @inline(__always)
    var factor: Double { MoveTerm.factor(self) }

    /// Whether the VM is down meanwhile.
    @inline(__always)
    var isDown: Bool { self == .cold || self == .fallback || self == .lastResort }
  }

  /// What the levels ask of a VM.
  enum Duty: UInt8 {
    /// It moves and stays as it pays.
    case none
    /// It must leave its node.
    case leave
    /// It waits for a node.
    case arrive
    /// It stays unless a level before that of voluntary moves needs it to move.
    case stay
  }

  struct VM {
    /// Load in all lanes, and in the balanced ones.
    var fullLoad: Problem.Load
    var load: Lanes
    var price: Double
    /// Where the ways of its class begin.
    var ways: Int
    /// Where the costs of its class begin.
    var stayCosts: Int
    var start: Int32
    /// Its memberships.
    var firstGroup: Int32
    var endGroup: Int32
    var duty: Duty
    /// What inner loops add while it is where it starts, and while it is elsewhere.
    var stayWeight: Double
    var leaveWeight: Double
  }

  struct Group {
    /// At most so many in a domain, where that is all that the rule says; else -1.
    var most: Int
    /// What an excess costs in the objective; 0 for required rules.
    var price: Double
    /// The same with the weight of required rules.
    var cost: Double
    /// Where the domains of the nodes begin.
    var domains: Int
    var required: Bool
  }

  /// Nothing, until there is something.
  init(arena: Arena) {
    resourceCount = 0
    vms = arena.column([])
    requests = arena.column([])
    limit = arena.column([])
    scale = arena.column([])
    fullScale = arena.column([])
    ways = arena.column([])
    stayCosts = arena.column([])
    brokenRules = arena.column([])
    standingCosts = arena.column([])
    levels = LevelWeights()
    memberships = arena.column([])
    groups = arena.column([])
    domains = arena.column([])
    weight = .zero
    tolerance = .zero
    peak = .zero
    peakPrice = 0
    bursts = arena.column([])
    burstShare = .zero
    burstPrice = 0
    chargesBursts = false
    perBalanceNode = 0
    startsOverfull = false
    downtimeLimit = .max
  }

  init(_ p: Problem, arena: Arena, levels: LevelWeights) {
    self.levels = levels
    resourceCount = p.resourceCount
    let counts = p.balancesCountsAlone
    let objective = p.objective
    func lanes(_ load: Problem.Load) -> Lanes {
      counts ? Lanes(load[2], 0) : Lanes(load[0], load[1])
    }
    requests = arena.column(p.requests)
    limit = arena.column(p.limit)
    scale = arena.column(
      (0..<p.nodeCount).map { p.inBalance[$0] ? lanes(p.perAllocatable[$0]) : .zero }
    )
    fullScale = arena.column(p.perAllocatable)
    weight = lanes(objective.balance.weight)
    tolerance = lanes(objective.balance.tolerance)
    peak = lanes(objective.peaks.threshold)
    peakPrice = objective.peaks.price
    bursts = arena.column(objective.bursts.amounts.map(lanes))
    burstShare = lanes(objective.bursts.average)
    burstPrice = objective.bursts.price
    chargesBursts = objective.bursts.isCharged
    perBalanceNode = p.perBalanceNode
    startsOverfull = p.startsOverfull
    downtimeLimit = p.downtimeLimit
    memberships = arena.column(p.memberships)
    let soft = p.eligibility.softCost
    let broken = p.eligibility.brokenRules.map { Double($0) }
    stayCosts = arena.column(soft)
    brokenRules = arena.column(broken)
    standingCosts = arena.column(zip(soft, broken).map { $0 + levels.required * $1 })
    let (ways, rows) = Self.ways(p)
    self.ways = arena.column(ways)
    vms = arena.column(
      (0..<p.vmCount).map { v -> VM in
        let duty = p.duty(of: v)
        return VM(
          fullLoad: p.load[v],
          load: lanes(p.load[v]),
          price: p.price[v],
          ways: rows[v],
          stayCosts: p.eligibility.index(v, 0),
          start: p.start[v],
          firstGroup: Int32(p.membershipStart[v]),
          endGroup: Int32(p.membershipStart[v + 1]),
          duty: duty,
          stayWeight: duty == .leave ? levels.forced : duty == .arrive ? levels.waiting : 0,
          leaveWeight: duty == .stay ? levels.voluntary : 0
        )
      }
    )
    var partitions: [[Int32]] = []
    groups = arena.column(
      p.groups.map { group in
        let known = partitions.firstIndex(of: group.domainOf)
        if known == nil { partitions.append(group.domainOf) }
        return Group(
          most: group.kind.meaning.mostInDomain ?? -1,
          price: group.price,
          cost: group.price + (group.required ? levels.required : 0),
          domains: (known ?? partitions.count - 1) * p.nodeCount,
          required: group.required
        )
      }
    )
    domains = arena.column(partitions.flatMap { $0 })
  }

  /// The ways of each class of VMs that move alike, and where each VM's class begins.
  private static func ways(_ p: Problem) -> (ways: [Way], rows: [Int]) {
    var known: [Problem.MobilityClass: Int] = [:]
    var ways: [Way] = []
    let rows = (0..<p.vmCount).map { v -> Int in
      let key = p.mobilityClass(of: v)
      if let row = known[key] { return row }
      let row = ways.count
      known[key] = row
      for n in 0..<p.nodeCount { ways.append(p.way(v, to: n)) }
      return row
    }
    return (ways, rows)
  }
}
