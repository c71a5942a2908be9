#if GLPK
import CGLPKSolve
import Foundation
import Testing

@testable import PlacementSolver

/// The guard around GLPK: whatever the model, the process goes on.
@Suite struct GLPKBackendTests {
  /// max 5a + 4b + 3c with 2a + 3b + c ≤ 5, 4a + b + 2c ≤ 11, 3a + 4b + 2c ≤ 8, all binary: 9.
  private func knapsack() -> MIPModel {
    var model = MIPModel()
    let items = [("a", 5.0), ("b", 4), ("c", 3)].map { model.binary($0.0, cost: -$0.1) }
    for (row, limit) in [([2.0, 3, 1], 5.0), ([4, 1, 2], 11), ([3, 4, 2], 8)] {
      var sum = MIPModel.Expression()
      for (coefficient, item) in zip(row, items) { sum.add(coefficient, item) }
      model.row("limit", sum, to: limit)
    }
    return model
  }

  @Test func findsTheOptimum() throws {
    let result = GLPKBackend().solve(knapsack(), incumbent: nil, limits: MIPLimits())
    #expect(result.status == .optimal)
    #expect(abs(result.objective + 9) < 1e-9)
    #expect(abs(result.bound + 9) < 1e-9)
    let values = try #require(result.values)
    #expect(values.map { Int($0.rounded()) } == [1, 1, 0])
  }

  @Test func takesTheIncumbent() {
    let result = GLPKBackend().solve(knapsack(), incumbent: [1, 1, 0], limits: MIPLimits())
    #expect(result.status == .optimal)
    #expect(abs(result.objective + 9) < 1e-9)
  }

  @Test func saysInfeasible() {
    var model = MIPModel()
    let x = model.binary("x")
    var sum = MIPModel.Expression()
    sum.add(1, x)
    model.row("impossible", from: 2, sum, to: 3)
    #expect(
      GLPKBackend().solve(model, incumbent: nil, limits: MIPLimits()).status == .infeasible
    )
  }

  @Test func saysUnbounded() {
    var model = MIPModel()
    _ = model.variable("x", from: 0, to: .infinity, cost: -1)
    let result = GLPKBackend().solve(model, incumbent: nil, limits: MIPLimits())
    #expect(result.status == .failed("the program is unbounded"))
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func refusesNumbersThatMakeNoSense(number: Double) {
    var costly = knapsack()
    costly.charge(number, MIPModel.Variable(index: 0))
    var bounded = knapsack()
    _ = bounded.variable("x", from: number, to: 0)
    var sum = MIPModel.Expression()
    sum.add(number, MIPModel.Variable(index: 1))
    var full = knapsack()
    full.row("odd", sum, to: 1)
    for model in [costly, full] {
      let result = GLPKBackend().solve(model, incumbent: nil, limits: MIPLimits())
      guard case .failed = result.status else {
        Issue.record("\(number) was accepted")
        continue
      }
    }
    let odd = GLPKBackend().solve(bounded, incumbent: nil, limits: MIPLimits())
    if number != -.infinity { #expect(odd.values == nil) }
  }

  @Test func refusesAnIncumbentThatDoesNotFit() {
    for incumbent in [[1.0], [1, .nan, 0]] {
      let result = GLPKBackend().solve(knapsack(), incumbent: incumbent, limits: MIPLimits())
      guard case .failed = result.status else {
        Issue.record("\(incumbent) was accepted")
        continue
      }
    }
  }

  /// Straight at the C boundary: what would make GLPK call abort().
  @Test(arguments: [[Int32(0), 7], [0, -1], [1, 1]])
  func refusesIndicesThatWouldAbort(index: [Int32]) {
    var result = cglpk_result()
    var values = [0.0, 0]
    let status = values.withUnsafeMutableBufferPointer { buffer -> Int32 in
      result.values = buffer.baseAddress
      return Self.solve(index, &result)
    }
    #expect(status == 6)
  }

  private static func solve(_ index: [Int32], _ result: inout cglpk_result) -> Int32 {
    let (lower, upper, cost) = ([0.0, 0], [1.0, 1], [1.0, 1])
    let (kind, rowLower, rowUpper): ([UInt8], [Double], [Double]) = ([1, 1], [0], [1])
    let (start, value): ([Int64], [Double]) = ([0, 2], [1, 1])
    var options = cglpk_options()
    options.time_limit = 1
    options.iteration_limit = -1
    return lower.withUnsafeBufferPointer { l in
      upper.withUnsafeBufferPointer { u in
        cost.withUnsafeBufferPointer { c in
          kind.withUnsafeBufferPointer { k in
            rowLower.withUnsafeBufferPointer { rl in
              rowUpper.withUnsafeBufferPointer { ru in
                start.withUnsafeBufferPointer { s in
                  index.withUnsafeBufferPointer { i in
                    value.withUnsafeBufferPointer { v in
                      var model = cglpk_model()
                      (model.columns, model.rows, model.entries) = (2, 1, 2)
                      (model.column_lower, model.column_upper) = (l.baseAddress, u.baseAddress)
                      (model.cost, model.is_integer) = (c.baseAddress, k.baseAddress)
                      (model.row_lower, model.row_upper) = (rl.baseAddress, ru.baseAddress)
                      (model.row_start, model.index) = (s.baseAddress, i.baseAddress)
                      model.value = v.baseAddress
                      return cglpk_solve(&model, &options, &result)
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  /// GLPK's own way to fail is abort(); out of memory is one that can be provoked.
  @Test func survivesAnAbortInsideGLPK() {
    var limits = MIPLimits()
    limits.memory = 1
    var model = MIPModel()
    var sum = MIPModel.Expression()
    for i in 0..<60_000 { sum.add(1, model.binary("x\(i)", cost: 1)) }
    model.row("cover", from: 10, sum)
    for _ in 0..<3 {
      let result = GLPKBackend().solve(model, incumbent: nil, limits: limits)
      guard case .failed(let message) = result.status else {
        Issue.record("one MiB was enough: \(result.status)")
        return
      }
      #expect(!message.isEmpty)
    }
    // The next run is not affected.
    findsTheOptimumAgain()
  }

  private func findsTheOptimumAgain() {
    #expect(
      GLPKBackend().solve(knapsack(), incumbent: nil, limits: MIPLimits()).status == .optimal
    )
  }

  @Test func stopsWhenItsWorkIsDone() {
    var limits = MIPLimits()
    limits.work = 40
    let result = GLPKBackend().solve(Self.marketSplit(), incumbent: nil, limits: limits)
    #expect(result.status == .stopped(.workLimit))
  }

  @Test func stopsWhenTimeIsUp() {
    var limits = MIPLimits()
    limits.time = .milliseconds(50)
    let result = GLPKBackend().solve(Self.marketSplit(), incumbent: nil, limits: limits)
    #expect(result.status == .stopped(.timeLimit))
  }

  @Test func stopsWhenTheCallerSaysSo() {
    var limits = MIPLimits()
    limits.isCancelled = { true }
    let result = GLPKBackend().solve(Self.marketSplit(), incumbent: nil, limits: limits)
    #expect(result.status == .stopped(.interrupted))
  }

  /// Market split (Cornuéjols and Dawande 1998): small, and far out of reach of branch and bound.
  private static func marketSplit() -> MIPModel {
    var random = RandomSource(seed: 7)
    var model = MIPModel()
    let items = (0..<40).map { model.binary("x\($0)") }
    for i in 0..<5 {
      var sum = MIPModel.Expression()
      var total = 0
      for item in items {
        let size = random.below(100)
        total += size
        sum.add(Double(size), item)
      }
      sum.add(1, model.variable("over\(i)", cost: 1))
      sum.add(-1, model.variable("under\(i)", cost: 1))
      model.row("market\(i)", from: Double(total / 2), sum, to: Double(total / 2))
    }
    return model
  }

  @Test func writesTheModelForOtherSolvers() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("model-\(UUID().uuidString).lp").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var limits = MIPLimits()
    limits.lpPath = path
    #expect(GLPKBackend().solve(knapsack(), incumbent: nil, limits: limits).status == .optimal)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("Minimize"))
    #expect(text.contains("- 5 a - 4 b - 3 c"))
    limits.lpPath = "/nowhere/model.lp"
    guard case .failed = GLPKBackend().solve(knapsack(), incumbent: nil, limits: limits).status
    else {
      Issue.record("a file that cannot be written was no failure")
      return
    }
  }

  @Test func severalSolvesAtOnceDoNotDisturbEachOther() async {
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 {
        group.addTask {
          GLPKBackend().solve(self.knapsack(), incumbent: nil, limits: MIPLimits()).status
            == .optimal
        }
      }
      for await isOptimal in group { #expect(isOptimal) }
    }
  }
}
#endif
