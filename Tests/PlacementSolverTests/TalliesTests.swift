import Testing

@testable import PlacementSolver

/// The table of tallies against a dictionary.
@Suite struct TalliesTests {
  @Test(arguments: [0, 3, 40]) func aTableHoldsWhatADictionaryHolds(rows: Int) {
    var random = RandomSource(seed: UInt64(rows + 1))
    var tallies = Tallies(rows: rows, sparse: 8)
    var expected: [Int: Tally] = [:]
    var held: [(position: Int, part: Tally.Role)] = []
    for _ in 0..<5_000 {
      if held.count < 20, random.next() & 1 == 0 || held.isEmpty {
        let part: Tally.Role = [.owner, .matched, .both][random.below(3)]
        let position = random.below(200)
        held.append((position, part))
        tallies.add(part, 1, at: position)
        expected[position, default: Tally()].add(part, 1)
      } else {
        let (position, part) = held.remove(at: random.below(held.count))
        tallies.add(part, -1, at: position)
        expected[position, default: Tally()].add(part, -1)
      }
      let look = random.below(200)
      #expect(tallies[look] == expected[look] ?? Tally())
    }
    for (position, part) in held { tallies.add(part, -1, at: position) }
    #expect(tallies == Tallies(rows: rows, sparse: 8))
  }

  @Test func orderOfArrivalDoesNotMatter() {
    var (a, b) = (Tallies(rows: 0, sparse: 64), Tallies(rows: 0, sparse: 64))
    for i in 0..<60 { a.add(.both, 1, at: 977 * i) }
    for i in (0..<60).reversed() { b.add(.both, 1, at: 977 * i) }
    #expect(a == b)
    b.add(.owner, 1, at: 0)
    #expect(a != b)
  }
}
