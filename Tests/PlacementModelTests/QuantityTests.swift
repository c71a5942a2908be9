import Foundation
import PlacementOracle
import Testing

@testable import PlacementModel

@Suite struct QuantityTests {
  @Test(arguments: [
    ("0", 0), ("2", 2_000_000_000), ("+2", 2_000_000_000), ("-2", -2_000_000_000),
    ("1n", 1), ("1u", 1_000), ("1m", 1_000_000), ("500m", 500_000_000),
    ("187340121n", 187_340_121), ("0.5", 500_000_000), (".5", 500_000_000), ("5.", 5_000_000_000),
    ("1.5Ki", 1_536_000_000_000), ("1k", 1_000_000_000_000), ("1Ki", 1_024_000_000_000),
    ("1e3", 1_000_000_000_000), ("1E3", 1_000_000_000_000), ("1e+3", 1_000_000_000_000),
    ("1e-3", 1_000_000), ("12E-2", 120_000_000), ("0001", 1_000_000_000),
  ])
  func parses(text: String, billionths: Int) {
    #expect(Quantity(text)?.billionths == Int128(billionths))
  }

  @Test(arguments: [
    ("1M", 6), ("1G", 9), ("1T", 12), ("1P", 15), ("1E", 18),
  ])
  func decimalSuffixes(text: String, exponent: Int) {
    let expected = (0..<exponent).reduce(Int128(1_000_000_000)) { product, _ in product * 10 }
    #expect(Quantity(text)?.billionths == expected)
  }

  @Test(arguments: [
    ("1Mi", 20), ("1Gi", 30), ("1Ti", 40), ("1Pi", 50), ("1Ei", 60),
  ])
  func binarySuffixes(text: String, shift: Int) {
    #expect(Quantity(text)?.billionths == Int128(1_000_000_000) << shift)
  }

  @Test(arguments: [
    "16Gb", "", "-", "+", ".", "1e", "1E+", "1 Gi", " 1", "1 ", "NaN", "Inf", "1K", "1ki", "1mi",
    "1i", "1.2.3", "--1", "1e1.5", "0x10", "1,5", "½", "1Gi1", "e3", "Ki", "1e99999999999999999999",
  ])
  func rejects(text: String) {
    #expect(Quantity(text) == nil)
  }

  @Test(arguments: ["9223372036854775808", "100E", "9Ei", "1e30", "99999999999999999999999999999"])
  func capsAtTheLargestNumber(text: String) {
    #expect(Quantity(text)?.wholeRoundedUp == Int64.max)
    #expect(Quantity("-" + text)?.wholeRoundedUp == -Int64.max)
  }

  @Test(arguments: [("0.1n", 1), ("-0.1n", -1), ("1.0000000001", 1_000_000_001), ("1e-10", 1)])
  func roundsFinerDigitsAwayFromZero(text: String, billionths: Int) {
    #expect(Quantity(text)?.billionths == Int128(billionths))
  }

  @Test(arguments: [
    ("0", "0"), ("500m", "500m"), ("0.5", "500m"), ("2000m", "2"), ("16Gi", "16Gi"),
    ("17179869184", "16Gi"), ("187340121n", "187340121n"), ("1u", "1u"), ("1500", "1500"),
    ("1024", "1Ki"), ("-1Ki", "-1Ki"), ("1e3", "1000"), ("1Ei", "1Ei"),
  ])
  func printsTheShortestSpelling(text: String, printed: String) {
    #expect(Quantity(text)?.description == printed)
  }

  @Test(arguments: [
    ("1", 1000, 1), ("1m", 1, 1), ("1n", 1, 1), ("1500001u", 1501, 2), ("-1n", 0, 0), ("0", 0, 0),
  ])
  func roundsUpAsTheScheduler(text: String, milli: Int64, whole: Int64) {
    #expect(Quantity(text)?.milliRoundedUp == milli)
    #expect(Quantity(text)?.wholeRoundedUp == whole)
  }

  @Test func noTextTraps() {
    let alphabet = Array("0019.-+eEkKMGinu m")
    var random = SplitMix(seed: 1)
    var accepted = 0
    for _ in 0..<20_000 {
      let text = String(
        (0..<random.number(0...24)).map { _ in
          alphabet[random.number(0...alphabet.count - 1)]
        }
      )
      guard let quantity = Quantity(text) else { continue }
      accepted += 1
      #expect(Quantity(quantity.description) == quantity)
    }
    #expect(accepted > 100)
    // The exponent whose absolute value is no number.
    #expect(Quantity("1e-9223372036854775808") == nil)
    #expect(Quantity("1e9223372036854775807") == nil)
  }

  @Test func printingLosesNothing() throws {
    for text in ["1", "3n", "77777u", "12345m", "3Mi", "9223372036854775807", "-5"] {
      let quantity = try #require(Quantity(text))
      #expect(Quantity(quantity.description) == quantity)
      let copy = try JSONDecoder().decode(
        [Quantity].self,
        from: try JSONEncoder().encode([quantity])
      )
      #expect(copy == [quantity])
    }
  }
}
