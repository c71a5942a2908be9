/// The levels of a placement as functions of a program's variables.
struct LevelExpressions {
  var forced = MIPModel.Expression()
  var stopped = MIPModel.Expression()
  var waiting = MIPModel.Expression()
  var required = MIPModel.Expression()
  var voluntary = MIPModel.Expression()

  /// A level: its expression, and its count in ``Levels``.
  struct Level {
    var name: String
    var expression: MIPModel.Expression
    /// What a row that holds it down leaves to rounding; nothing where all numbers are whole.
    var slack = 0.0
    var count: @Sendable (Levels) -> Double

    /// What it cannot fall below: no coefficient and no variable is negative.
    var least: Double { expression.constant }
  }

  /// All levels, the most important one first.
  var inOrder: [Level] {
    [
      Level(name: "forced", expression: forced) { Double($0.forced) },
      Level(name: "stopped", expression: stopped) { Double($0.stopped) },
      Level(name: "waiting", expression: waiting) { Double($0.waiting) },
      Level(name: "required", expression: required, slack: 1e-7) { $0.required },
      Level(name: "voluntary", expression: voluntary) { Double($0.voluntary) },
    ]
  }
}
