import PlacementModel

/// What was changed by hand, and what each change cost.
enum EditsSection {
  static func blocks(_ plan: Plan) -> [Block] {
    guard !plan.edits.isEmpty else { return [] }
    let bullets = plan.edits.map { edit in
      Bullet("\(strong: title(edit)): \(effect(edit, plan.goal))")
    }
    return [.heading(level: 3, "Changed by Hand"), .bullets(bullets)]
  }

  /// The edit as it was asked for: `skip 5 (prod/app-05)`.
  static func title(_ edit: Plan.Edit) -> RichText {
    if let number = edit.alternative {
      let what: RichText = edit.title.map { " (\(.data($0)))" } ?? ""
      return "accept alternative \(number)\(what)"
    }
    let number: RichText = edit.migrations.first.map { "\($0) " } ?? ""
    let vm: RichText = .data(edit.vms.first ?? "?")
    let node: RichText = .data(edit.node ?? "?")
    switch edit.action {
    case .skip:
      return edit.migrations.isEmpty ? "skip \(vm)" : "skip \(number)(\(vm))"
    case .retarget:
      return edit.migrations.isEmpty
        ? "send \(vm) to \(node)" : "retarget \(number)(\(vm)) to \(node)"
    case .include: return "include \(vm), to \(node)"
    case .reorder:
      let numbers = edit.migrations.map(String.init).joined(separator: ", ")
      return edit.migrations.isEmpty
        ? "reorder: \(RichText.list(edit.vms, atMost: 4)) first" : "reorder \(own: numbers)"
    case .sequential: return "one migration after the other"
    case .reoptimize: return "reoptimize the rest"
    case .accept: return "accept an alternative"
    }
  }

  /// What an edit changed, in the figures that the goal is about.
  static func effect(_ edit: Plan.Edit, _ goal: Goal) -> RichText {
    guard let effect = edit.effect else { return "not applied" }
    var parts = BalancedResource.of(goal).compactMap { resource -> RichText? in
      let change = resource.change(effect.improvement)
      let (before, after) = (improvement(change.before), improvement(change.after))
      if before == after { return nil }
      return "\(own: resource.nameInSentence) improvement \(own: before) → \(own: after)"
    }
    let moves = effect.migrations
    if moves.before != moves.after {
      parts.append("\(moves.before) → \(own: Format.count(moves.after, "migration"))")
    }
    let down = effect.downtimeSeconds
    if downtime(down.before) != downtime(down.after) {
      parts.append("downtime \(own: downtime(down.before)) → \(own: downtime(down.after))")
    }
    let times = (effect.estimatedSeconds.before, effect.estimatedSeconds.after)
    if Format.duration(times.0) != Format.duration(times.1) {
      parts.append("duration ~\(own: Format.duration(times.0)) → ~\(own: Format.duration(times.1))")
    }
    let price = EditReport.signed(effect.objective.after - effect.objective.before)
    // Another goal has another objective.
    if price != "+0.000", edit.action != .accept { parts.append("objective \(own: price)") }
    return parts.isEmpty ? "no figure changes" : parts.joined(separator: "; ")
  }

  private static func improvement(_ fraction: Double) -> String { Format.percent(fraction) }

  private static func downtime(_ seconds: Double) -> String {
    seconds > 0 ? Format.downtime(seconds) : "none"
  }
}
