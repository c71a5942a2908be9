import PlacementModel

/// Why a plan makes a move, and why to this node rather than another.
public struct MoveReasons: Sendable, Hashable, Codable {
  /// The move.
  public var migration: Plan.Migration
  /// What forces it; `nil` where it is made because it pays.
  public var forcedBy: String?
  /// The terms of the objective with the VM where it was, everything else as planned, and with the
  /// move made.
  public var terms: [Plan.ScoreTerm]
  /// The other nodes, best first.
  public var others: [Choice]
  /// All of it in English, a line each.
  public var lines: [String]

  /// Another node that the VM could have gone to.
  public struct Choice: Sendable, Hashable, Codable {
    /// The node.
    public var node: String
    /// How much larger the objective would be than with the node chosen; `nil` where rules forbid
    /// it.
    public var objective: Double?
    /// The rules that forbid it.
    public var reasons: [Reason]
  }

  /// The part of the objective that the move gains.
  public var gain: Double { terms.reduce(0) { $0 + $1.before - $1.after } }
}

extension Explainer {
  /// Why a move is made.
  ///
  /// - Parameter id: The number of the migration in the plan.
  /// - Throws: ``PlanningError`` where the plan has no such migration.
  public func why(migration id: Int) throws -> MoveReasons {
    guard let migration = plan.migrations.first(where: { $0.id == id }) else {
      throw PlanningError(
        code: .unknownMigration,
        message: plan.migrations.isEmpty
          ? "the plan has no migrations"
          : "the plan has no migration \(id); they are 1 to \(plan.migrations.count)"
      )
    }
    let v = try vm(migration.vm)
    let target = try node(plan.migrations.last { $0.vm == migration.vm }?.to ?? migration.to)
    let terms = problem.isActive(v) ? self.terms(v, target) : []
    let forced = forced(v)
    let others = problem.isActive(v) ? choices(v, target) : []
    return MoveReasons(
      migration: migration,
      forcedBy: forced,
      terms: terms,
      others: others,
      lines: lines(migration, forced, terms, others)
    )
  }

  private func forced(_ v: Int) -> String? {
    let home = Int(problem.start[v])
    if home < 0 { return "it has no node yet" }
    if problem.isDrained[home] { return "\(problem.nodeName(home)) is being drained" }
    if !problem.stipulated.isEmpty, problem.stipulated[v] != nil { return "it was chosen by hand" }
    return nil
  }

  /// The objective's terms with the VM at home and at its target.
  private func terms(_ v: Int, _ target: Int) -> [Plan.ScoreTerm] {
    var without = end
    without.set(problem, v, to: Int(problem.start[v]))
    let scoring = Scoring(problem: problem, start: without)
    let paid = problem.move(v, to: target)?.price ?? 0
    return scoring.terms(end: end, moves: paid, parked: 0)
      .filter { abs($0.before - $0.after) > 1e-12 }
  }

  /// The other nodes of the balance set: what each would cost more, or what forbids it.
  private func choices(_ v: Int, _ target: Int) -> [MoveReasons.Choice] {
    let p = problem
    var away = end
    away.set(p, v, to: Int(p.start[v]))
    var there = away
    there.set(p, v, to: target)
    let reached = there.objective(p)
    let whyNot = WhyNot(problem: p, placement: away, start: start)
    let found = p.balanceSet.filter { $0 != target && $0 != Int(p.start[v]) }
      .map { n -> MoveReasons.Choice in
        let name = p.nodeName(n)
        guard away.change(p, moving: v, to: n) != nil else {
          return MoveReasons.Choice(
            node: name,
            objective: nil,
            reasons: whyNot.reasons(for: v, on: n)
          )
        }
        var trial = away
        trial.set(p, v, to: n)
        return MoveReasons.Choice(node: name, objective: trial.objective(p) - reached, reasons: [])
      }
    return found.sorted {
      ($0.objective ?? .infinity, $0.node) < ($1.objective ?? .infinity, $1.node)
    }
  }

  private func lines(
    _ migration: Plan.Migration,
    _ forced: String?,
    _ terms: [Plan.ScoreTerm],
    _ others: [MoveReasons.Choice]
  ) -> [String] {
    var lines = [
      "\(migration.vm) goes from \(migration.from ?? "nowhere") to \(migration.to), "
        + "\(migration.type.rawValue): \(migration.reason)"
    ]
    if let forced { lines.append("It must move: \(forced).") }
    for term in terms {
      let difference = term.before - term.after
      lines.append(
        "\(term.name): \(Figure.text(term.before)) without the move, \(Figure.text(term.after)) "
          + "with it (\(difference > 0 ? "gains" : "costs") \(Figure.text(abs(difference))))"
      )
    }
    if let next = others.first(where: { $0.objective != nil }), let more = next.objective {
      lines.append(
        more >= 0
          ? "The next best node is \(next.node): the objective would be \(Figure.text(more)) higher."
          : "\(next.node) alone would be \(Figure.text(-more)) better, but not with the moves "
            + "around it"
      )
    } else if !others.isEmpty {
      lines.append("No other node takes it as everything else is planned.")
    }
    for choice in others where choice.objective == nil {
      for reason in choice.reasons.prefix(1) {
        lines.append("Not \(choice.node): \(reason.message) (\(reason.code))")
      }
    }
    return lines
  }
}

/// Figures in sentences.
enum Figure {
  /// Three decimals, without a format string.
  static func text(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
    let thousandths = Int64((abs(value) * 1_000).rounded())
    let digits = String(1_000 + thousandths % 1_000).dropFirst()
    let sign = value < 0 && thousandths > 0 ? "-" : ""
    return "\(sign)\(thousandths / 1_000).\(digits)"
  }

  /// A share as percentage points with one decimal, with its sign: `+0.8 points`.
  static func points(_ value: Double) -> String {
    let tenths = Int64((abs(value) * 1_000).rounded())
    let sign = tenths == 0 ? "±" : value < 0 ? "-" : "+"
    return "\(sign)\(tenths / 10).\(tenths % 10) points"
  }
}
