import Foundation
import PlacementModel
import Testing

/// The numbers that LegalPlans.md quotes are those of the code.
@Suite struct LegalPlansNumbersTests {
  private static let page =
    (try? String(
      contentsOf: URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent()
        .appendingPathComponent(
          "../../Sources/PlacementSolver/PlacementSolver.docc/LegalPlans.md"
        ),
      encoding: .utf8
    )) ?? ""

  private typealias Constants = ObjectiveConstants

  private static func whole(_ value: Double) -> String { String(Int(value)) }

  @Test(arguments: [
    "max(σ_before − τ, \(Constants.utilisationFloor))",
    "max(σ_before − τ, \(Constants.countFloor))",
    "live `\(Constants.priceOfAllMoves)/V + \(Constants.priceOfAllMemory) × mem/M`",
    "cold \(whole(Constants.coldFactor)) times that",
    "`\(Constants.priceOfAllExcesses)/V` for each excess",
    "\(Constants.utilisationTolerance) by default, \(Constants.countTolerance) for counts",
    "`weight` of the rule, \(whole(Constants.ruleWeight)) by default",
    "| \(whole(Constants.peakWeight)) | `peaks` with `performance`, `relieve`",
    "| \(whole(Constants.taintWeight)) | an untolerated PreferNoSchedule taint",
  ])
  func quotesTheConstants(_ phrase: String) {
    #expect(Self.page.contains(phrase))
  }

  @Test func weightsOfOneRowAreEqual() {
    #expect(Constants.peakWeight == Constants.burstWeight)
    #expect(Constants.taintWeight == Constants.topologySpreadWeight)
  }

  @Test func listsEveryTerm() {
    for name in TermName.all { #expect(Self.page.contains("`\(name.rawValue)`"), "\(name)") }
  }
}
