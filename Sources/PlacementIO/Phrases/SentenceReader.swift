import Foundation
import PlacementModel

/// Turns a sentence into tokens and the tokens into a goal.
struct SentenceReader {
  private let nodes: [String: String]
  private(set) var tokens: [Token] = []
  private var unknown: [String] = []

  enum Token: Hashable {
    case meaning(PhraseTable.Meaning)
    /// A word that says nothing by itself.
    case filler(String)
    case node(String)
    /// A number, and whether it was followed by a percent sign.
    case number(Int, percent: Bool)
    /// `70/30`.
    case ratio(Int, Int)
  }

  init(nodes: [String: String]) {
    self.nodes = Dictionary(
      nodes.map { ($0.key.lowercased(), $0.value) },
      uniquingKeysWith: { a, _ in a }
    )
  }

  mutating func read(_ text: String) -> GoalSentence {
    tokenize(Self.words(text))
    if tokens.isEmpty && unknown.isEmpty { return .ambiguous("nothing was said") }
    if let word = unknown.first {
      let drains = tokens.contains(.meaning(.drain)) && named.isEmpty
      if drains { return .ambiguous("there is no node '\(word)'") }
      return .ambiguous("'\(word)' is not a word I know")
    }
    return goal()
  }

  // MARK: Words

  /// The words, in lower case, without punctuation around them.
  private static func words(_ text: String) -> [String] {
    let lowered = text.lowercased().replacingOccurrences(of: "%", with: " % ")
    let marks = CharacterSet(charactersIn: ".,;:!?\"'()[]")
    return lowered.split(whereSeparator: { $0.isWhitespace || $0 == "," || $0 == ";" || $0 == "&" })
      .map { word in
        var word = word.trimmingCharacters(in: marks)
        if word.hasSuffix("'s") { word.removeLast(2) }
        return word
      }
      .filter { !$0.isEmpty && !PhraseTable.articles.contains($0) }
  }

  private static let phrases: [[String]: PhraseTable.Meaning] = Dictionary(
    PhraseTable.phrases.map { ($0.words.split(separator: " ").map(String.init), $0.meaning) },
    uniquingKeysWith: { a, _ in a }
  )
  private static let longest = phrases.keys.map(\.count).max() ?? 1

  private mutating func tokenize(_ words: [String]) {
    var i = 0
    while i < words.count {
      if let node = nodes[words[i]] {
        tokens.append(.node(node))
        i += 1
        continue
      }
      let match = (1...Self.longest).reversed().first { length in
        i + length <= words.count && Self.phrases[Array(words[i..<i + length])] != nil
      }
      if let match, let meaning = Self.phrases[Array(words[i..<i + match])] {
        tokens.append(.meaning(meaning))
        i += match
      } else {
        let isPercent = i + 1 < words.count && words[i + 1] == "%"
        note(words[i], isPercent)
        i += isPercent && Int(words[i]) != nil ? 2 : 1
      }
    }
  }

  private mutating func note(_ word: String, _ percent: Bool) {
    if let number = Int(word) ?? PhraseTable.numbers[word] {
      tokens.append(.number(number, percent: percent))
      return
    }
    let parts = word.split(separator: "/")
    if parts.count == 2, let a = Int(parts[0]), let b = Int(parts[1]) {
      tokens.append(.ratio(a, b))
    } else if PhraseTable.fillers.contains(word) {
      tokens.append(.filler(word))
    } else {
      unknown.append(word)
    }
  }

  // MARK: Meaning

  private var named: [String] {
    tokens.compactMap { if case .node(let name) = $0 { name } else { nil } }
  }

  private func has(_ meaning: PhraseTable.Meaning) -> Bool { tokens.contains(.meaning(meaning)) }

  /// The resources that are spoken of, in their order.
  private var resources: [PhraseTable.Resource] {
    var found: [PhraseTable.Resource] = []
    for case .meaning(.resource(let resource)) in tokens where !found.contains(resource) {
      found.append(resource)
    }
    return found
  }

  private func goal() -> GoalSentence {
    var goal = SpokenGoal()
    for name in named where !goal.drain.contains(name) { goal.drain.append(name) }
    if let unclear = unclearNodes {
      return .ambiguous("what about \(unclear.joined(separator: ", "))? 'drain' empties a node")
    }
    if named.isEmpty, has(.drain) { return .ambiguous("which node is to be drained?") }
    if let problem = objective(&goal) ?? weights(&goal) ?? limit(&goal) {
      return .ambiguous(problem)
    }
    if has(.asFarAsPossible) { goal.onInfeasible = .partial }
    if goal.optimize == nil, goal.drain.isEmpty {
      return .ambiguous("it does not say what to balance, or which node to drain")
    }
    return .understood(goal)
  }

  /// Finds what is optimised; what is wrong, where it contradicts itself.
  private func objective(_ goal: inout SpokenGoal) -> String? {
    var own: Set<Goal.Objective> = []
    for case .meaning(.objective(let objective)) in tokens { own.insert(objective) }
    let focused = tokens.contains { if case .meaning(.focus) = $0 { true } else { false } }
    if own.count > 1 { return "it asks for several goals that exclude each other" }
    if let objective = own.first {
      let one = resources.count == 1 && objective != .none
      if one || (objective == .count && !resources.isEmpty) {
        return "it asks for several goals that exclude each other"
      }
      goal.optimize = objective
    } else if resources.count == 2 || focused || has(.equally) {
      goal.optimize = .balance
    } else if let resource = resources.first {
      goal.optimize = resource == .cpu ? .cpu : .memory
    } else if has(.evenly), has(.machines) {
      goal.optimize = .count
    } else if has(.balance) || has(.evenly) {
      goal.optimize = .balance
    } else if has(.only), !goal.drain.isEmpty {
      goal.optimize = Goal.Objective.none
    }
    return nil
  }

  private func weights(_ goal: inout SpokenGoal) -> String? {
    for case .meaning(.focus(let resource)) in tokens {
      goal.weights =
        resource == .cpu
        ? Goal.Weights(cpu: 0.7, memory: 0.3) : Goal.Weights(cpu: 0.3, memory: 0.7)
    }
    if has(.equally) { goal.weights = Goal.Weights() }
    var shares: [PhraseTable.Resource: Double] = [:]
    for case .ratio(let a, let b) in tokens {
      let first = resources.count == 2 ? resources[0] : .cpu
      guard shares.isEmpty, a + b > 0, resources.count != 1 else {
        return "weights are for CPU and memory together, such as 70/30"
      }
      shares[first] = Double(a)
      shares[first == .cpu ? .memory : .cpu] = Double(b)
    }
    for (resource, share) in sharesByResource {
      if shares[resource] != nil { return "it gives the weight of one resource twice" }
      shares[resource] = Double(share)
    }
    if shares.isEmpty { return nil }
    if shares.count == 1, let (resource, share) = shares.first {
      guard share <= 100 else { return "a weight is at most 100 %" }
      shares[resource == .cpu ? .memory : .cpu] = 100 - share
    }
    let weights = Goal.Weights(cpu: shares[.cpu] ?? 0, memory: shares[.memory] ?? 0)
    guard weights.cpu + weights.memory > 0 else { return "one weight must be above 0" }
    guard goal.optimize == nil || [.balance, .performance, .cpu, .memory].contains(goal.optimize)
    else { return "weights are for CPU and memory together, such as 70/30" }
    goal.weights = weights.normalized
    if goal.optimize != .performance { goal.optimize = .balance }
    return nil
  }

  /// Numbers beside a resource: `cpu 70 memory 30`, `70% cpu`.
  private var sharesByResource: [(PhraseTable.Resource, Int)] {
    var found: [(PhraseTable.Resource, Int)] = []
    let said = tokens.filter { if case .filler = $0 { false } else { true } }
    for (i, token) in said.enumerated() {
      guard case .number(let number, _) = token, !isLimit(i, in: said) else { continue }
      func resource(_ j: Int) -> PhraseTable.Resource? {
        guard said.indices.contains(j), case .meaning(.resource(let r)) = said[j] else {
          return nil
        }
        return r
      }
      // `70 cpu 30 memory` or `cpu 70 memory 30`: the first number tells which.
      let leads =
        said.firstIndex { if case .number = $0 { true } else { false } }
        .map { resource($0 - 1) == nil } ?? false
      if let r = leads ? resource(i + 1) : resource(i - 1) {
        found.append((r, number))
      }
    }
    return found
  }

  private func isLimit(_ i: Int, in said: [Token]) -> Bool {
    let next = said.indices.contains(i + 1) ? said[i + 1] : nil
    let last = said.indices.contains(i - 1) ? said[i - 1] : nil
    return next == .meaning(.moves) || last == .meaning(.atMost) || next == .meaning(.atMost)
  }

  private func limit(_ goal: inout SpokenGoal) -> String? {
    let said = tokens.filter { if case .filler = $0 { false } else { true } }
    var loose = 0
    for (i, token) in said.enumerated() {
      guard case .number(let number, _) = token else { continue }
      if isLimit(i, in: said) {
        guard has(.moves) else { return "at most \(number) of what? 'moves' limits migrations" }
        guard goal.maxMigrations == nil else { return "it limits the migrations twice" }
        goal.maxMigrations = number
      } else {
        loose += 1
      }
    }
    if has(.atMost), goal.maxMigrations == nil { return "at most how many moves?" }
    if loose > sharesByResource.count { return "it holds a number that says nothing" }
    return nil
  }
}
