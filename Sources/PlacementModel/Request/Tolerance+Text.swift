extension Goal.Tolerance {
  /// Reads a tolerance as a flag spells it: `2%`, `0.02`, `0`, `cpu=1%,memory=3%,count=1`.
  ///
  /// What is not named keeps its default; 0 alone is as even as possible, numbers of VMs too.
  /// `nil` where the text is no tolerance.
  public init?(text: String) {
    if !text.contains("=") {
      guard let value = Self.fraction(text) else { return nil }
      self.init(utilisation: value)
      return
    }
    self.init()
    var seen: Set<Substring> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = part.split(separator: "=", omittingEmptySubsequences: false)
      guard pair.count == 2, seen.insert(pair[0]).inserted else { return nil }
      switch pair[0] {
      case "cpu":
        guard let value = Self.fraction(pair[1]) else { return nil }
        cpu = value
      case "memory":
        guard let value = Self.fraction(pair[1]) else { return nil }
        memory = value
      case "count":
        guard let value = Double(pair[1]), value.isFinite, value >= 0 else { return nil }
        count = value
      default: return nil
      }
    }
  }

  /// A fraction from 0 to 1: `0.02` or `2%`.
  private static func fraction(_ text: some StringProtocol) -> Double? {
    let isPercentage = text.hasSuffix("%")
    guard let number = Double(isPercentage ? String(text.dropLast()) : String(text)),
      number.isFinite
    else { return nil }
    let value = isPercentage ? number / 100 : number
    return (0...1).contains(value) ? value : nil
  }
}
