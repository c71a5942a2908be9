import PlacementSolver

/// A cluster with its VMs in one random placement, and another one that they are to reach: most of
/// them move, and nothing was done to make that easy.
struct RandomTarget {
  var inventory: Inventory
  /// Nodes by VMs' full names.
  var target: [String: String]

  /// Draws one; the same seed gives the same.
  ///
  /// VMs have 1, 2, 4 or 8 cores with probability .3, .35, .25 and .1 and 2, 4 or 8 GiB a core; a
  /// tenth of them cannot go live. Nodes are equal, and as large as the fill says in cpu or in memory,
  /// whichever binds; the other is a tenth less full. Where a hundred draws find no placement, which
  /// takes a fill of nearly 1, they grow by a core and 4 GiB.
  init(nodes: Int, virtualMachines: Int, fill: Double, seed: UInt64) {
    var random = SplitMix(seed: seed)
    let sizes = (0..<virtualMachines).map { _ -> (cores: Int, memory: Int) in
      let u = random.unit()
      let cores = u < 0.3 ? 1 : u < 0.65 ? 2 : u < 0.9 ? 4 : 8
      return (cores, cores * [2, 4, 8][random.below(3)])
    }
    let cores = sizes.reduce(0) { $0 + $1.cores }
    let memory = sizes.reduce(0) { $0 + $1.memory }
    let binds = random.unit() < 0.5
    var room = (
      cores: Int(Double(cores) / Double(nodes) / (binds ? fill : fill - 0.1) + 0.999),
      memory: Int(Double(memory) / Double(nodes) / (binds ? fill - 0.1 : fill) + 0.999)
    )
    func draw() -> [Int] {
      var free = [(cores: Int, memory: Int)](repeating: room, count: nodes)
      var result = [Int](repeating: 0, count: sizes.count)
      // Large ones first, so that the rest fits; each on any node that takes it.
      let order = sizes.indices.sorted { (sizes[$1].memory, $0) < (sizes[$0].memory, $1) }
      for v in order {
        let open = free.indices.filter {
          free[$0].cores >= sizes[v].cores && free[$0].memory >= sizes[v].memory
        }
        guard !open.isEmpty else { return [] }
        result[v] = open[random.below(open.count)]
        free[result[v]].cores -= sizes[v].cores
        free[result[v]].memory -= sizes[v].memory
      }
      return result
    }
    func drawn() -> [Int] {
      while true {
        for _ in 0..<100 {
          let result = draw()
          if !result.isEmpty || sizes.isEmpty { return result }
        }
        room = (room.cores + 1, room.memory + 4)
      }
    }
    let (start, end) = (drawn(), drawn())
    let machines = sizes.indices.map { v in
      VirtualMachine(
        name: "vm-\(v)",
        node: "node-\(start[v])",
        requests: [
          .cpu: Quantity(sizes[v].cores), .memory: Quantity(sizes[v].memory << 30),
        ],
        accessModes: random.unit() < 0.1 ? [.readWriteOnce] : [.readWriteMany]
      )
    }
    inventory = Inventory(
      cluster: Cluster(
        nodes: (0..<nodes).map {
          Node(
            name: "node-\($0)",
            allocatable: [.cpu: Quantity(room.cores), .memory: Quantity(room.memory << 30)]
          )
        },
        virtualMachines: machines
      )
    )
    target = Dictionary(
      uniqueKeysWithValues: sizes.indices.map { ("default/vm-\($0)", "node-\(end[$0])") }
    )
  }
}

/// Random numbers whose sequence is the same on every machine.
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A number in 0..<1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// An index below a count above 0.
  mutating func below(_ count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }
}
