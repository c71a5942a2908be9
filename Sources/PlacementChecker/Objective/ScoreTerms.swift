import PlacementModel

/// The terms of a goal that a placement is judged by, moves and rules aside.
struct ScoreTerms {
  private let balance: [BalanceTerm]
  private let peaks: PeakTerm?
  private let bursts: BurstTerm?

  init(_ facts: Facts) {
    balance = BalanceTerm.terms(facts.goal)
    peaks = PeakTerm(facts)
    bursts = BurstTerm(facts)
  }

  /// Adds the terms to a table.
  ///
  /// - Parameters:
  ///   - deviations: Standard deviations of cpu, memory and count: now, and at the start.
  ///   - load: The utilisation of each node by resource.
  ///   - position: The node of each VM.
  func add(
    deviations: (now: [Double], start: [Double]),
    load: [[Double]],
    position: [Int],
    to table: inout TermTable
  ) {
    for term in balance {
      let value = term.value(deviations.now[term.lane], start: deviations.start[term.lane])
      table.add(term.name, value)
    }
    if let peaks { table.add(.peaks, peaks.value(load)) }
    if let bursts { table.add(.bursts, bursts.value(position)) }
  }
}
