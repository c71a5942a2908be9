import Foundation

/// A figure as tables and CSV files show it.
struct Column: Sendable {
  /// The heading of the table.
  var title: String
  /// The key in CSV and JSON.
  var key: String
  var figure: @Sendable (Figures) -> Double?
  /// How the table writes it.
  var format: @Sendable (Double) -> String

  static let all: [Column] = [
    Column(title: "objective", key: "objective", figure: \.objective, format: fixed(4)),
    Column(title: "stay", key: "stay", figure: \.stay, format: fixed(4)),
    Column(title: "bound", key: "bestBound", figure: \.bestBound, format: fixed(4)),
    Column(title: "captured", key: "captured", figure: \.captured, format: percent(1)),
    Column(title: "vs greedy", key: "ratio", figure: \.ratio, format: fixed(3)),
    Column(title: "σ cpu", key: "cpuAfter", figure: \.cpuAfter, format: percent(2)),
    Column(title: "σ memory", key: "memoryAfter", figure: \.memoryAfter, format: percent(2)),
    Column(title: "moves", key: "migrations", figure: { Double($0.migrations) }, format: count),
    Column(title: "parking", key: "parking", figure: { Double($0.parking) }, format: count),
    Column(title: "batches", key: "batches", figure: { Double($0.batches) }, format: count),
    Column(
      title: "unreachable",
      key: "unreachable",
      figure: { Double($0.unreachable) },
      format: count
    ),
    Column(title: "seconds", key: "seconds", figure: \.seconds, format: fixed(2)),
    Column(
      title: "MiB",
      key: "peakMemory",
      figure: { $0.peakMemory.map(Double.init) },
      format: { fixed(0)($0 / 1_048_576) }
    ),
  ]

  private static func fixed(_ digits: Int) -> @Sendable (Double) -> String {
    { String(format: "%.\(digits)f", $0) }
  }

  private static func percent(_ digits: Int) -> @Sendable (Double) -> String {
    { String(format: "%.\(digits)f %%", 100 * $0) }
  }

  /// Medians of whole numbers are whole, or end in a half.
  @Sendable private static func count(_ value: Double) -> String {
    value == value.rounded() ? fixed(0)(value) : fixed(1)(value)
  }
}
