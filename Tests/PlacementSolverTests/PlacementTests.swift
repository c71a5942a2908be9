import PlacementModel
import PlacementOracle
import Testing

@testable import PlacementSolver

/// Running sums against computing everything anew.
@Suite struct PlacementTests {
  @Test(arguments: 0..<6)
  func changeIsWhatRecomputingGives(block: Int) throws {
    var moved = 0
    for seed in UInt64(block * 40)..<UInt64(block * 40 + 40) {
      let random = RandomCase(seed: seed)
      let p = try Problem(inventory: random.inventory, goal: random.goal)
      guard p.vmCount > 0, !p.balanceSet.isEmpty else { continue }
      var source = RandomSource(seed: seed)
      var now = Placement(p)
      for _ in 0..<90 {
        let v = source.below(p.vmCount)
        guard p.isActive(v), p.role[v] != .frozen else { continue }
        let n = p.balanceSet[source.below(p.balanceSet.count)]
        guard n != Int(now.node[v]), let change = now.change(p, moving: v, to: n) else { continue }
        let before = now.cost(p)
        now.set(p, v, to: n)
        moved += 1
        // Near perfect balance the root of a variance keeps half of the digits.
        #expect(abs(now.cost(p) - before - change) < 1e-7, "seed \(seed): change")
        var anew = Placement(p)
        for w in 0..<p.vmCount where p.isActive(w) && now.node[w] != p.start[w] {
          anew.set(p, w, to: Int(now.node[w]))
        }
        #expect(abs(now.cost(p) - anew.cost(p)) < 1e-7, "seed \(seed): cost")
        #expect(now.excess == anew.excess, "seed \(seed): excess")
        #expect(now.used == anew.used, "seed \(seed): requests")
        #expect(now.moves == anew.moves, "seed \(seed): moves")
      }
      // Back home again, everything is as at the start.
      for v in 0..<p.vmCount where p.isActive(v) { now.set(p, v, to: Int(p.start[v])) }
      #expect(abs(now.cost(p) - Placement(p).cost(p)) < 1e-7, "seed \(seed): home")
      #expect(now.tallies == p.startTallies, "seed \(seed): tallies")
    }
    #expect(moved > 200)
  }

  /// Two moves at once, such as an exchange: the change is what recomputing gives, and what is
  /// allowed is legal.
  @Test(arguments: 0..<4)
  func changeOfTwoIsWhatRecomputingGives(block: Int) throws {
    var moved = 0
    for seed in UInt64(block * 60)..<UInt64(block * 60 + 60) {
      let random = RandomCase(seed: seed)
      var goal = random.goal
      goal.maxMigrations = nil
      let p = try Problem(inventory: random.inventory, goal: goal)
      guard p.vmCount > 1, !p.balanceSet.isEmpty else { continue }
      var source = RandomSource(seed: seed &+ 2)
      var now = Placement(p)
      for step in 0..<240 {
        let (v, w) = (source.below(p.vmCount), source.below(p.vmCount))
        let (a, c) = (Int(now.node[v]), Int(now.node[w]))
        guard v != w, a >= 0, c >= 0, p.isActive(v), p.isActive(w), !p.isDrained[a],
          !p.isDrained[c], p.role[v] != .frozen, p.role[w] != .frozen
        else { continue }
        let swaps = step % 2 == 0
        let b = swaps ? c : p.balanceSet[source.below(p.balanceSet.count)]
        let d = swaps ? a : p.balanceSet[source.below(p.balanceSet.count)]
        guard a != b, c != d, let change = now.change(p, moving: v, to: b, and: w, to: d)
        else { continue }
        let before = now.cost(p)
        now.set(p, v, to: b)
        now.set(p, w, to: d)
        moved += 1
        #expect(abs(now.cost(p) - before - change) < 1e-7, "seed \(seed): change")
        #expect(p.isLegal(now), "seed \(seed): \(p.names[v]) and \(p.names[w])")
      }
    }
    #expect(moved > 100)
  }

  /// A move that `change` allows leads to a state that `isLegal` accepts, limits on moves aside.
  @Test func allowedMovesStayLegal() throws {
    for seed in UInt64(0)..<120 {
      let random = RandomCase(seed: seed)
      var goal = random.goal
      goal.maxMigrations = nil
      let p = try Problem(inventory: random.inventory, goal: goal)
      guard p.vmCount > 0, !p.balanceSet.isEmpty else { continue }
      var source = RandomSource(seed: seed &+ 1)
      var now = Placement(p)
      for _ in 0..<40 {
        let v = source.below(p.vmCount)
        guard p.isActive(v), p.role[v] != .frozen else { continue }
        let n = p.balanceSet[source.below(p.balanceSet.count)]
        guard n != Int(now.node[v]), now.change(p, moving: v, to: n) != nil else { continue }
        now.set(p, v, to: n)
        #expect(p.isLegal(now), "seed \(seed): \(p.names[v]) to \(p.nodeName(n))")
      }
    }
  }
}
