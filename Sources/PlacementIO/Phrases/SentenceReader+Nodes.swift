extension SentenceReader {
  /// The nodes that are named, but not clearly as those to empty; `nil` where there are none.
  ///
  /// To empty a node by mistake is the worst that a sentence can do: what is not one of a few plain
  /// ways to ask for it is asked back.
  var unclearNodes: [String]? {
    var found: [String] = []
    for (i, token) in tokens.enumerated() {
      if case .node(let name) = token, !isDrained(i), !found.contains(name) { found.append(name) }
    }
    return found.isEmpty ? nil : found
  }

  private func isDrained(_ i: Int) -> Bool {
    let (first, last) = list(around: i)
    return isObject(first, last) || isSubject(first, last)
  }

  /// The first and the last token of a list of nodes: `worker-01 and worker-02`.
  private func list(around i: Int) -> (Int, Int) {
    var (first, last) = (i, i)
    while isNode(first - 1) || word(first - 1) == "and" && isNode(first - 2) {
      first -= isNode(first - 1) ? 1 : 2
    }
    while isNode(last + 1) || word(last + 1) == "and" && isNode(last + 2) {
      last += isNode(last + 1) ? 1 : 2
    }
    return (first, last)
  }

  /// `drain worker-01`, `evacuate all VMs from nodes worker-01 and worker-02`.
  private func isObject(_ first: Int, _ last: Int) -> Bool {
    if let next = word(last + 1), PhraseTable.verbs.contains(next) { return false }
    var i = first - 1
    while isWord(i, of: PhraseTable.connectors) || isMeaning(i, .only) { i -= 1 }
    if isWord(i, of: PhraseTable.prepositions) { i -= 1 }
    if isMeaning(i, .machines) || word(i) == "everything" { i -= 1 }
    while word(i) == "all" { i -= 1 }
    return isMeaning(i, .drain) && !isRefused(i)
  }

  /// `worker-01 needs maintenance`, `put worker-01 into maintenance`.
  private func isSubject(_ first: Int, _ last: Int) -> Bool {
    let opens =
      first == 0 || isWord(first - 1, of: PhraseTable.openers) || isMeaning(first - 1, .drain)
    guard opens, isWord(last + 1, of: PhraseTable.links) else { return false }
    var i = last + 1
    while isWord(i, of: PhraseTable.links) { i += 1 }
    return isMeaning(i, .drain) && !isRefused(first)
  }

  /// Whether one of the two words before says not to.
  private func isRefused(_ i: Int) -> Bool {
    isWord(i - 1, of: PhraseTable.refusals) || isWord(i - 2, of: PhraseTable.refusals)
  }

  private func isNode(_ i: Int) -> Bool {
    guard tokens.indices.contains(i), case .node = tokens[i] else { return false }
    return true
  }

  private func isMeaning(_ i: Int, _ meaning: PhraseTable.Meaning) -> Bool {
    tokens.indices.contains(i) && tokens[i] == .meaning(meaning)
  }

  private func word(_ i: Int) -> String? {
    guard tokens.indices.contains(i), case .filler(let word) = tokens[i] else { return nil }
    return word
  }

  private func isWord(_ i: Int, of words: Set<String>) -> Bool {
    word(i).map(words.contains) ?? false
  }
}
