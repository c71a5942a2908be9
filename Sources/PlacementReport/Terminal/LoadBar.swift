/// A horizontal bar for a fraction of a node's capacity.
struct LoadBar {
  /// The number of terminal columns; none are drawn where it is 0.
  var length: Int
  var style: TerminalStyle

  private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

  /// The bar, always of the same length; a load above 100 % fills it.
  func text(_ fraction: Double) -> String {
    let share = fraction.isFinite ? min(max(fraction, 0), 1) : 0
    guard style.unicode else {
      let full = Int((share * Double(length)).rounded())
      return String(repeating: "#", count: full) + String(repeating: ".", count: length - full)
    }
    let steps = Int((share * Double(length * 8)).rounded())
    let partial = Self.eighths[steps % 8]
    let full = String(repeating: "█", count: steps / 8)
    let used = steps / 8 + (partial.isEmpty ? 0 : 1)
    return full + partial + String(repeating: "░", count: max(length - used, 0))
  }
}
