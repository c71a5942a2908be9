/// Numbers as operators read them, the same on every machine and in every locale.
///
/// Fractions become percentages, bytes GiB, seconds minutes. Nothing here prints a negative zero,
/// and no value, not even an infinite one, traps.
package enum Format {
  /// A decimal number with a fixed number of places, rounded half away from zero: `0.213`.
  package static func decimal(_ value: Double, places: Int) -> String {
    guard value.isFinite else { return "-" }
    let places = min(max(places, 0), 9)
    var scale: Int64 = 1
    for _ in 0..<places { scale *= 10 }
    // 0.285 × 100 is 28.499999999999996: the nudge rounds what was meant, not what was stored.
    let scaled = (value.magnitude * Double(scale) * (1 + 1e-12) + 1e-9).rounded()
    guard scaled < 9e15 else { return value.description }
    let (whole, rest) = Int64(scaled).quotientAndRemainder(dividingBy: scale)
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return sign + String(whole) }
    let digits = String(rest)
    let zeros = String(repeating: "0", count: max(places - digits.count, 0))
    return "\(sign)\(whole).\(zeros)\(digits)"
  }

  /// A decimal number with at most so many places and no trailing zeros: `1.5`, `2`.
  package static func shortDecimal(_ value: Double, places: Int) -> String {
    var text = decimal(value, places: places)
    guard text.contains(".") else { return text }
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// A fraction as a percentage in running text: `82 %`, `33.3 %`.
  package static func percent(_ fraction: Double, places: Int = 0) -> String {
    decimal(fraction * 100, places: places) + " %"
  }

  /// A fraction as a percentage in a table cell: `82%`.
  package static func cellPercent(_ fraction: Double) -> String {
    decimal(fraction * 100, places: 0) + "%"
  }

  /// A weight as a percentage without needless places: `50 %`, `33.3 %`.
  package static func weight(_ fraction: Double) -> String {
    shortDecimal(fraction * 100, places: 1) + " %"
  }

  /// A standard deviation of utilisation, in percentage points: `20.9 %`.
  package static func points(_ fraction: Double) -> String {
    percent(fraction, places: 1)
  }

  /// A share that is never overstated: `99.9 %` for 0.9997, `100 %` for 1 only.
  package static func share(_ fraction: Double) -> String {
    guard fraction.isFinite else { return "-" }
    let tenths = (fraction * 1000 + 1e-6).rounded(.down)
    return shortDecimal(tenths / 10, places: 1) + " %"
  }

  /// An amount of memory in the largest unit that keeps it above 1: `16 GiB`, `1.5 TiB`.
  package static func bytes(_ value: Double) -> String {
    guard value.isFinite else { return "-" }
    var amount = value
    var unit = "B"
    for larger in ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] {
      // 1023.96 would print as 1024.0, so it already belongs to the next unit.
      guard amount.magnitude >= 1023.95 else { break }
      amount /= 1024
      unit = larger
    }
    return shortDecimal(amount, places: 1) + " " + unit
  }

  /// A number of cores or vCPUs: `40`, `1.5`.
  package static func cores(_ value: Double) -> String {
    shortDecimal(value, places: 1)
  }

  /// A length of time in its two largest units: `45 s`, `1 min 20 s`, `2 h 5 min`.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e12 else { return "-" }
    let total = Int64(max(seconds, 0).rounded())
    let parts: [(Int64, String)]
    switch total {
    case ..<60: return "\(total) s"
    case ..<3600: parts = [(total / 60, "min"), (total % 60, "s")]
    case ..<86400: parts = [(total / 3600, "h"), (total % 3600 / 60, "min")]
    default: parts = [(total / 86400, "d"), (total % 86400 / 3600, "h")]
    }
    return parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: " ")
  }

  /// An estimated downtime in a table cell: `~40s`, `~5min`, `~2h 4min`.
  package static func downtime(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e12 else { return "-" }
    let total = Int64(max(seconds, 0).rounded(.up))
    guard total >= 120 else { return "~\(total)s" }
    if total >= 3_600 {
      let (hours, minutes) = ((total + 59) / 60).quotientAndRemainder(dividingBy: 60)
      return minutes == 0 ? "~\(hours)h" : "~\(hours)h \(minutes)min"
    }
    let (minutes, rest) = total.quotientAndRemainder(dividingBy: 60)
    return rest == 0 ? "~\(minutes)min" : "~\(minutes)min \(rest)s"
  }

  /// A number of things: `1 VM`, `2 VMs`.
  package static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
    "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
  }

  /// Whole numbers with runs joined: `1-5, 8`.
  package static func ranges(_ numbers: [Int]) -> String {
    var runs: [(first: Int, last: Int)] = []
    for number in numbers {
      if let run = runs.last, run.last < Int.max, run.last + 1 == number {
        runs[runs.count - 1].last = number
      } else {
        runs.append((number, number))
      }
    }
    let texts = runs.flatMap { run -> [String] in
      switch run.last - run.first {
      case 0: ["\(run.first)"]
      case 1: ["\(run.first)", "\(run.last)"]
      default: ["\(run.first)-\(run.last)"]
      }
    }
    return texts.joined(separator: ", ")
  }
}
