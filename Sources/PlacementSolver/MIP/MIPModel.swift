/// A mixed-integer linear program to minimise, built variable by variable and row by row.
///
/// Rows are stored one after the other: row `i` has the coefficients
/// `rowStart[i]..<rowStart[i + 1]` of ``index`` (variables) and ``value``; no variable occurs twice
/// in a row.
public struct MIPModel: Sendable {
  /// A variable's position.
  struct Variable: Hashable {
    let index: Int
  }

  /// A linear expression: coefficients and a constant.
  struct Expression {
    var terms: [(variable: Variable, coefficient: Double)] = []
    var constant = 0.0

    mutating func add(_ coefficient: Double, _ variable: Variable) {
      terms.append((variable, coefficient))
    }

    mutating func add(_ scale: Double, _ other: Expression) {
      constant += scale * other.constant
      for term in other.terms { terms.append((term.variable, scale * term.coefficient)) }
    }
  }

  /// The smallest value of each variable.
  public private(set) var lower: [Double] = []
  /// The largest value of each variable; infinite for none.
  public private(set) var upper: [Double] = []
  /// The cost of a unit of each variable.
  public private(set) var cost: [Double] = []
  /// Whether each variable must be a whole number.
  public private(set) var isInteger: [Bool] = []
  /// A name for each variable, of letters, digits and underscores.
  public private(set) var names: [String] = []
  /// The least that each row may come to; minus infinity for none.
  public private(set) var rowLower: [Double] = []
  /// The most that each row may come to; infinity for none.
  public private(set) var rowUpper: [Double] = []
  /// A name for each row.
  public private(set) var rowNames: [String] = []
  /// Where each row begins among the coefficients, and where the last one ends.
  public private(set) var rowStart: [Int64] = [0]
  /// The variable of each coefficient.
  public private(set) var index: [Int32] = []
  /// Each coefficient.
  public private(set) var value: [Double] = []
  /// Added to the cost of every solution.
  public internal(set) var constant = 0.0

  /// The number of variables.
  public var variableCount: Int { lower.count }
  /// The number of rows.
  public var rowCount: Int { rowLower.count }

  /// Adds a continuous variable.
  mutating func variable(
    _ name: String,
    from lower: Double = 0,
    to upper: Double = .infinity,
    cost: Double = 0
  ) -> Variable {
    self.lower.append(lower)
    self.upper.append(upper)
    self.cost.append(cost)
    isInteger.append(false)
    names.append(Self.name(name))
    return Variable(index: names.count - 1)
  }

  /// Adds a variable that is 0 or 1.
  mutating func binary(_ name: String, cost: Double = 0) -> Variable {
    let variable = variable(name, from: 0, to: 1, cost: cost)
    isInteger[variable.index] = true
    return variable
  }

  /// Adds to the cost of a variable.
  mutating func charge(_ amount: Double, _ variable: Variable) { cost[variable.index] += amount }

  /// The same program with another objective.
  func minimizing(_ expression: Expression) -> MIPModel {
    var model = self
    model.cost = [Double](repeating: 0, count: variableCount)
    model.constant = expression.constant
    for term in expression.terms { model.cost[term.variable.index] += term.coefficient }
    return model
  }

  /// Demands that an expression lies within a range; repeated variables are summed.
  mutating func row(
    _ name: String,
    from lower: Double = -.infinity,
    _ expression: Expression,
    to upper: Double = .infinity
  ) {
    var sums: [Int: Double] = [:]
    var order: [Int] = []
    for term in expression.terms {
      if sums[term.variable.index] == nil { order.append(term.variable.index) }
      sums[term.variable.index, default: 0] += term.coefficient
    }
    for i in order {
      guard let sum = sums[i], sum != 0 else { continue }
      index.append(Int32(i))
      value.append(sum)
    }
    rowStart.append(Int64(index.count))
    rowLower.append(lower - expression.constant)
    rowUpper.append(upper - expression.constant)
    rowNames.append(Self.name(name))
  }

  /// A name that GLPK and the LP format accept: at most 255 harmless characters.
  private static func name(_ text: String) -> String {
    let safe = text.utf8.prefix(200).map { c -> UInt8 in
      switch c {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f: c
      default: 0x5f
      }
    }
    return String(decoding: safe, as: UTF8.self)
  }
}
