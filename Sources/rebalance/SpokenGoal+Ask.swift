import Foundation
import PlacementIO
import PlacementSolver

extension SpokenGoal {
  /// The goal that words mean; where they are ambiguous, a person at the terminal is asked.
  ///
  /// - Throws: ``Failure`` with the options where nobody can be asked.
  static func heard(_ words: String, nodes: [String: String]) throws -> SpokenGoal {
    switch GoalSentence(words, nodes: nodes) {
    case .understood(let goal):
      Console.error("understood: \(goal.summary)")
      return goal
    case .ambiguous(let why):
      let isTerminal = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
      guard isTerminal else {
        throw Failure(
          .usage,
          lines: ["error: \"\(words)\" is not clear: \(why)", "", GoalSentence.question, ""]
            + ["Say which, such as --say \"balance CPU\", or use --goal and --drain."]
        )
      }
      Console.error("\"\(words)\" is not clear: \(why)\n\n\(GoalSentence.question)\n")
      let goal = try ask(nodes)
      Console.error("understood: \(goal.summary)")
      return goal
    }
  }

  private static func ask(_ nodes: [String: String]) throws -> SpokenGoal {
    for _ in 0..<3 {
      Console.error("Which optimization goal would you like me to pursue? (1-5)")
      guard let answer = readLine() else { break }
      let number = Int(answer.trimmingCharacters(in: .whitespaces)) ?? 0
      var drain: String?
      if number == 4 {
        Console.error("Which node?")
        drain = readLine().flatMap { nodes[$0.trimmingCharacters(in: .whitespaces)] }
        if drain == nil { Console.error("There is no such node.") }
      }
      if let goal = GoalSentence.option(number, drain: drain) { return goal }
    }
    throw Failure(.usage, "error: no goal was chosen")
  }
}
