import Foundation
import Testing

@testable import PlacementReport

/// Colours that people with weak eyes can tell apart, by the formula of WCAG 2.
@Suite struct PageStyleTests {
  /// The colours of the light page and of the dark one, by name.
  private static let palettes: [[String: String]] = PageStyle.css.markup
    .matches(of: /:root \{([^}]*)\}/).prefix(2)
    .map { palette in
      let pairs = palette.1.matches(of: /--([a-z0-9-]+): (#[0-9a-f]{6})/)
      return Dictionary(pairs.map { (String($0.1), String($0.2)) }, uniquingKeysWith: { a, _ in a })
    }

  private static func luminance(_ color: String) -> Double {
    let value = Int(color.dropFirst(), radix: 16) ?? 0
    let parts = [16, 8, 0].map { shift -> Double in
      let part = Double((value >> shift) & 255) / 255
      return part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  private static func contrast(_ a: String, _ b: String) -> Double {
    let (x, y) = (luminance(a), luminance(b))
    return (max(x, y) + 0.05) / (min(x, y) + 0.05)
  }

  @Test(arguments: [0, 1])
  func textIsReadable(theme: Int) throws {
    let colors = try #require(Self.palettes.indices.contains(theme) ? Self.palettes[theme] : nil)
    var pairs: [(String, String)] = []
    for text in ["ink", "soft", "accent", "good", "caution", "bad"] {
      for ground in ["paper", "panel"] { pairs.append((text, ground)) }
    }
    for bar in ["live", "cold", "parking", "place"] { pairs.append(("on-bar", bar)) }
    for (text, ground) in pairs {
      let found = Self.contrast(
        try #require(colors[text], "\(text)"),
        try #require(colors[ground], "\(ground)")
      )
      #expect(found >= 4.5, "\(text) on \(ground): \(found)")
    }
    let words = theme == 0 ? ["#17202c", "#0a1220", "#ffffff"] : ["#ffffff", "#ffffff", "#08111c"]
    for step in 0..<10 {
      let tile = try #require(colors["h\(step)"])
      let word = words[step < 5 ? 0 : step == 5 ? 1 : 2]
      #expect(Self.contrast(word, tile) >= 4.5, "tile \(step)")
    }
  }
}
