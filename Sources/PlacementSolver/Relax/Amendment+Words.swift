import PlacementModel

extension Amendment {
  /// What the operator would do.
  var words: String {
    let vm = vm ?? ""
    let node = node ?? ""
    switch kind {
    case .tolerate: return "tolerate \(taint?.description ?? "") on \(vm)"
    case .uncordon: return "uncordon \(node)"
    case .free: return "free \(amountInWords) on \(node)"
    case .allowMigrations:
      let count = Int(amount ?? 0)
      return "allow \(count) \(count == 1 ? "migration" : "migrations")"
    case .allowDowntime:
      let seconds = Amount.number(amount ?? 0)
      return vm.isEmpty
        ? "allow \(seconds) s of downtime in all" : "allow \(seconds) s of downtime for \(vm)"
    case .dropRule: return "drop rule \(rule ?? "")"
    case .goCold: return "cold-migrate \(vm)"
    case .allowRestart: return "allow a restart of \(vm) (--allow-restart \(vm))"
    case .unpin: return "move \(vm) although it is pinned"
    case .label:
      let pairs = (labels ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      return "label \(node) \(pairs.joined(separator: " "))"
    case .dropNodeAffinity: return "drop the required node affinity of \(vm)"
    case .dropPodTerms: return "drop the required pod affinity and spreading of \(vm)"
    case .raiseQuota: return "raise quota \(rule ?? "") by \(amountInWords)"
    case .sequential: return "migrate one VM at a time"
    case .wait: return "wait until the migrations in flight have ended"
    }
  }

  /// `12 GiB of memory`.
  var amountInWords: String {
    guard let key = resource, let amount, amount.isFinite else { return "" }
    let resource = Quota.resource(of: key)
    let units = resource.isCPU ? amount * 1_000 : amount
    return Amount.described(Int64(min(units.rounded(.up), 9e15)), resource)
  }
}

extension [Amendment] {
  /// All of them in one line: `tolerate dedicated=gpu:NoSchedule on prod/a and prod/b`.
  var words: String {
    var parts: [String] = []
    var tolerating: [String: [String]] = [:]
    for change in self {
      guard change.kind == .tolerate, let vm = change.vm, let taint = change.taint?.description
      else {
        parts.append(change.words)
        continue
      }
      if tolerating[taint] == nil { parts.append(taint) }
      tolerating[taint, default: []].append(vm)
    }
    return parts.map { part in
      tolerating[part].map { "tolerate \(part) on \($0.joined(separator: ", "))" } ?? part
    }
    .joined(separator: ", and ")
  }

  /// How much they ask of the operator together.
  var cost: Double { reduce(0) { $0 + $1.cost } }
}
