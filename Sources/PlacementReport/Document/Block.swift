/// A part of a report, before anything is known of the medium it is shown in.
///
/// Sections turn a plan into blocks; the Markdown and the terminal renderer turn blocks into text.
/// What a report says is therefore decided once.
enum Block: Sendable, Hashable {
  /// A heading; level 2 opens a part of the report, 3 a section of it.
  case heading(level: Int, RichText)
  /// One paragraph.
  case paragraph(RichText, Tone = .neutral)
  /// A list.
  case bullets([Bullet])
  /// A table.
  case table(Table)
}

/// An item of a list.
struct Bullet: Sendable, Hashable {
  var text: RichText
  /// Items below it.
  var children: [RichText] = []
  var tone: Tone = .neutral

  init(_ text: RichText, children: [RichText] = [], tone: Tone = .neutral) {
    self.text = text
    self.children = children
    self.tone = tone
  }
}

/// What a piece of text means for the operator; where there are colours, they follow it.
enum Tone: Sendable, Hashable {
  case neutral
  case good
  case caution
  case bad
  case faint
}
