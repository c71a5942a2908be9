/// How many VMs of each group are in each domain, by the positions of ``Problem/tallyStart``.
///
/// A group with few domains has a row with a slot for each of them. Where each host is a domain,
/// thousands of groups would make gigabytes of zeros, so groups with many more domains than members
/// share a hash table of the slots that hold anyone (open addressing, linear probing).
struct Tallies: Equatable {
  /// The rows of groups with few domains; positions from here on are in the table.
  private var rows: [Tally]
  /// Position or -1.
  private var keys: [Int]
  private var values: [Tally]
  /// How many positions the table holds.
  private var count = 0

  /// All zero.
  ///
  /// - Parameters:
  ///   - rows: How many positions are kept in rows.
  ///   - sparse: How many further positions can be occupied at once.
  init(rows: Int, sparse: Int) {
    self.rows = [Tally](repeating: Tally(), count: rows)
    var capacity = 4
    while capacity < 2 * sparse + 2 { capacity *= 2 }
    keys = [Int](repeating: -1, count: sparse > 0 ? capacity : 0)
    values = [Tally](repeating: Tally(), count: keys.count)
  }

  /// The tally at a position; O(1).
  subscript(i: Int) -> Tally {
    @inline(__always) get {
      if i < rows.count { return rows[i] }
      let slot = self.slot(of: i)
      return keys[slot] == i ? values[slot] : Tally()
    }
    @inline(__always) set {
      if i < rows.count { rows[i] = newValue } else { store(newValue, at: i) }
    }
  }

  /// Counts a VM in or out; O(1).
  @inline(__always)
  mutating func add(_ part: Tally.Role, _ sign: Int32, at i: Int) {
    if i < rows.count {
      rows[i].add(part, sign)
    } else {
      var tally = self[i]
      tally.add(part, sign)
      store(tally, at: i)
    }
  }

  /// Where a position is, or would be.
  @inline(__always)
  private func slot(of i: Int) -> Int {
    let mask = keys.count - 1
    var slot = home(of: i)
    while keys[slot] >= 0 && keys[slot] != i { slot = (slot + 1) & mask }
    return slot
  }

  /// The slot at which the search for a position begins.
  @inline(__always)
  private func home(of i: Int) -> Int {
    let mixed = UInt64(truncatingIfNeeded: i) &* 0x9e37_79b9_7f4a_7c15
    return Int(truncatingIfNeeded: mixed >> 32) & (keys.count - 1)
  }

  private mutating func store(_ tally: Tally, at i: Int) {
    let slot = self.slot(of: i)
    if tally == Tally() {
      if keys[slot] == i { remove(slot) }
      return
    }
    if keys[slot] != i {
      keys[slot] = i
      count += 1
    }
    values[slot] = tally
    if 4 * count > 3 * keys.count { grow() }
  }

  /// Empties a slot and moves up what came after it, so that no search ends too early.
  private mutating func remove(_ emptied: Int) {
    let mask = keys.count - 1
    var hole = emptied
    var next = (hole + 1) & mask
    while keys[next] >= 0 {
      let home = self.home(of: keys[next])
      // Moves where its home does not lie between the hole and itself.
      if (next - home) & mask >= (next - hole) & mask {
        (keys[hole], values[hole]) = (keys[next], values[next])
        hole = next
      }
      next = (next + 1) & mask
    }
    keys[hole] = -1
    count -= 1
  }

  private mutating func grow() {
    let (oldKeys, oldValues) = (keys, values)
    keys = [Int](repeating: -1, count: 2 * oldKeys.count)
    values = [Tally](repeating: Tally(), count: keys.count)
    count = 0
    for (key, value) in zip(oldKeys, oldValues) where key >= 0 { store(value, at: key) }
  }

  /// Whether the same positions hold the same tallies, wherever the table keeps them.
  static func == (a: Tallies, b: Tallies) -> Bool {
    guard a.rows == b.rows, a.count == b.count else { return false }
    return a.keys.indices.allSatisfy { a.keys[$0] < 0 || b[a.keys[$0]] == a.values[$0] }
  }
}

extension Tallies {
  /// Where each group's tallies begin, and an empty set of them.
  ///
  /// Groups that are kept in rows come first.
  static func layout(_ groups: [Group]) -> (start: [Int], empty: Tallies) {
    var start = [Int](repeating: 0, count: groups.count)
    var position = 0
    var rows = 0
    var sparse = 0
    for kept in [true, false] {
      for (g, group) in groups.enumerated() {
        let members = max(group.owners.count, group.matched.count) + group.inFlight.count
        let occupied = 2 * group.inFlight.count + group.owners.count + group.matched.count
        let isKept = group.domains.count <= 64 || group.domains.count <= 4 * members
        guard isKept == kept else { continue }
        start[g] = position
        // One slot more holds members on nodes that are in no domain.
        position += group.domains.count + 1
        if !kept { sparse += occupied }
      }
      if kept { rows = position }
    }
    return (start, Tallies(rows: rows, sparse: sparse))
  }
}
