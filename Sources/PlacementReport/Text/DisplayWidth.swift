extension String {
  /// The number of terminal columns the text takes; it must be ``printable``.
  var displayWidth: Int {
    // Names are ASCII nearly always, where every byte is a column.
    if utf8.allSatisfy({ $0 < 0x80 }) { return utf8.count }
    return reduce(0) { $0 + $1.displayWidth }
  }

  /// The longest beginning that takes at most so many columns.
  func prefix(columns: Int) -> String {
    var result = ""
    var used = 0
    for character in self {
      used += character.displayWidth
      if used > columns { break }
      result.append(character)
    }
    return result
  }

  /// The longest ending that takes at most so many columns.
  func suffix(columns: Int) -> String {
    var result: [Character] = []
    var used = 0
    for character in reversed() {
      used += character.displayWidth
      if used > columns { break }
      result.append(character)
    }
    return String(result.reversed())
  }
}

extension Character {
  /// The number of terminal columns the character takes: 2 for emoji and East Asian wide ones.
  var displayWidth: Int {
    var width = 0
    for (index, scalar) in unicodeScalars.enumerated() {
      if scalar == "\u{FE0F}" {
        // Asks for the emoji form of a text symbol, which is wide.
        width = Swift.max(width, 2)
      } else if index == 0 || !scalar.properties.isEmojiModifier {
        width += scalar.displayWidth
      }
    }
    return width
  }
}

extension Unicode.Scalar {
  fileprivate var displayWidth: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch value {
    case 0x1160...0x11FF: return 0  // the vowels and finals of a Hangul syllable
    case 0x1F1E6...0x1F1FF: return 1  // two of them make a flag
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
      0x16FE0...0x18AFF, 0x1B000...0x1B2FF, 0x20000...0x3FFFD:
      return 2
    default: return properties.isEmojiPresentation ? 2 : 1
    }
  }
}
