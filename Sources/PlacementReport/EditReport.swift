import PlacementModel

/// Changes made by hand, as single lines of text.
package enum EditReport {
  /// An edit as it was asked for: `skip 5 (prod/app-05)`.
  package static func title(_ edit: Plan.Edit) -> String { plain(EditsSection.title(edit)) }

  /// What it cost: `CPU improvement 81 % → 74 %; 5 → 4 migrations`.
  package static func effect(_ edit: Plan.Edit, _ goal: Goal) -> String {
    plain(EditsSection.effect(edit, goal))
  }

  /// A difference of objectives with its sign: `+0.012`.
  package static func signed(_ value: Double) -> String {
    let text = Format.decimal(value, places: 3)
    return text.hasPrefix("-") ? text : "+" + text
  }

  private static func plain(_ text: RichText) -> String {
    text.spans.map { $0.origin == .data ? $0.text.printable : $0.text }.joined()
  }
}
