/// A table as data: what its columns mean and what its rows hold.
struct Table: Sendable, Hashable {
  var columns: [Column]
  /// As many cells each as there are columns.
  var rows: [[Cell]]
}

/// A column of a table.
struct Column: Sendable, Hashable {
  var title: String
  var alignment: Alignment = .leading
  /// How the column gives way where the medium is too narrow; `nil` where it never does.
  var shrink: Shrink?
  /// Whether it may be left out of a medium that is too narrow when it holds nothing but dashes.
  var vanishes: Bool

  init(
    _ title: String,
    _ alignment: Alignment = .leading,
    shrink: Shrink? = nil,
    vanishes: Bool = false
  ) {
    self.title = title
    self.alignment = alignment
    self.shrink = shrink
    self.vanishes = vanishes
  }

  enum Alignment: Sendable, Hashable {
    case leading
    case trailing
  }

  /// How a column gives way.
  struct Shrink: Sendable, Hashable {
    /// Columns with a smaller turn give way first.
    var turn: Int
    /// The number of terminal columns it keeps.
    var minimum: Int
    /// Where text is left out.
    var cut: Cut = .end
  }

  /// Where text is left out.
  enum Cut: Sendable, Hashable {
    case middle
    case end
  }
}

/// A cell of a table.
struct Cell: Sendable, Hashable {
  var text: RichText
  var tone: Tone
  /// A fraction that a terminal draws as a bar before the text.
  var bar: Double?

  init(_ text: RichText, tone: Tone = .neutral, bar: Double? = nil) {
    self.text = text
    self.tone = tone
    self.bar = bar
  }
}
