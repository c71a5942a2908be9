import Foundation
import PlacementSolver

/// What somebody types while reviewing a plan.
enum ReviewRequest: Equatable {
  case approve
  case modify
  case edit(Change)
  case undo
  case done
  case explain(String)
  case compare
  /// An alternative in more words; all of them where there is no number.
  case alternative(Int?)
  case keepOriginal
  case show
  case help
  case cancel
  /// What was typed means nothing here.
  case unclear(String)

  /// A change, its numbers those of the plan on the screen.
  enum Change: Equatable {
    case skip([Int])
    case retarget(Int, String)
    /// A VM that is not planned to move, and where to.
    case include(String, String)
    case reorder([Int])
    case sequential
    case reoptimize
    /// The alternative of that number; the only one where there is none.
    case accept(Int?)
  }

  /// Understands a line, in whatever case, with words that fill it in between.
  init(_ line: String) {
    let words = line.split(whereSeparator: { $0.isWhitespace || $0 == "," }).map(String.init)
    let rest = Array(words.dropFirst())
    switch words.first?.lowercased() {
    case nil: self = .unclear("")
    case "approve", "yes", "execute": self = .approve
    case "modify" where rest.isEmpty || rest == ["more"]: self = .modify
    // "modify - skip 4" and "modify skip 4" are changes at once.
    case "modify":
      self = ReviewRequest(rest.drop { $0 == "-" || $0 == ":" }.joined(separator: " "))
    case "skip":
      self = Self.numbers(rest).map { .edit(.skip($0)) } ?? .unclear("skip <#>, such as: skip 5")
    case "change", "retarget", "target": self = Self.retarget(rest)
    case "include", "move": self = Self.include(rest)
    case "reorder":
      self =
        Self.numbers(rest).map { .edit(.reorder($0)) }
        ?? .unclear("reorder <#>, <#>, …, such as: reorder 3, 1, 2")
    case "sequential": self = .edit(.sequential)
    case "reoptimize", "reoptimise": self = .edit(.reoptimize)
    case "accept": self = Self.accept(rest)
    case "keep": self = .keepOriginal
    case "alternative", "alternatives": self = .alternative(Self.numbers(rest)?.first)
    case "undo": self = .undo
    case "done", "finish": self = .done
    case "explain" where rest.first?.lowercased() == "more":
      self = .alternative(Self.numbers(Array(rest.dropFirst()))?.first)
    case "explain" where rest.first?.lowercased() == "alternative":
      self = .alternative(Self.numbers(Array(rest.dropFirst()))?.first)
    case "explain", "why": self = .explain(rest.joined(separator: " "))
    case "compare": self = .compare
    case "show", "plan": self = .show
    case "help", "?": self = .help
    case "cancel", "quit", "exit", "q", "no": self = .cancel
    default: self = .unclear("")
    }
  }

  private static func numbers(_ words: [String]) -> [Int]? {
    let numbers = words.compactMap { Int($0.drop { $0 == "#" }) }
    let isComplete = numbers.count == words.count && !numbers.isEmpty
    return isComplete && Set(numbers).count == numbers.count ? numbers : nil
  }

  /// `accept alternative`, `accept alternative 2`, `accept 2`.
  private static func accept(_ words: [String]) -> ReviewRequest {
    let words = words.filter { !["alternative", "the"].contains($0.lowercased()) }
    if words.isEmpty { return .edit(.accept(nil)) }
    guard words.count == 1, let number = numbers(words)?.first else {
      return .unclear("accept alternative <#>, such as: accept alternative 1")
    }
    return .edit(.accept(number))
  }

  /// `include app-01 on worker-04`, `move prod/app-01 to worker-04`.
  private static func include(_ words: [String]) -> ReviewRequest {
    let words = words.flatMap { $0.split(separator: "=").map(String.init) }
      .filter { !["to", "on"].contains($0.lowercased()) }
    guard words.count == 2 else {
      return .unclear("include <VM> on <node>, such as: include prod/app-01 on worker-04")
    }
    return .edit(.include(words[0], words[1]))
  }

  /// `change target 1 to worker-04`, `retarget 1 worker-04`, `retarget 1=worker-04`.
  private static func retarget(_ words: [String]) -> ReviewRequest {
    let words = words.flatMap { $0.split(separator: "=").map(String.init) }
      .filter { !["target", "to", "of"].contains($0.lowercased()) }
    guard words.count == 2, let number = Int(words[0].drop { $0 == "#" }) else {
      return .unclear("change target <#> to <node>, such as: change target 1 to worker-04")
    }
    return .edit(.retarget(number, words[1]))
  }
}
