import Foundation
import Yams

/// Reads YAML streams through Yams, with limits that Yams itself does not have.
enum YAMLReader {
  /// Reads every document of a stream; empty ones are left out.
  static func read(_ data: Data, file: String) throws(InputError) -> [DocumentValue] {
    let source = try YAMLSource(data, file: file)
    return try parse(source)
  }

  private static func parse(_ source: YAMLSource) throws(InputError) -> [DocumentValue] {
    do {
      // The basic resolver matches no patterns; ``YAMLScalar`` knows the types.
      let parser = try Parser(yaml: source.text, resolver: .basic)
      var builder = YAMLTreeBuilder(source: source)
      var documents: [DocumentValue] = []
      while let root = try parser.nextRoot() {
        let document = try builder.document(root)
        if !document.isNull { documents.append(document) }
      }
      // The tree's nodes refer to their anchors weakly; the parser keeps them.
      withExtendedLifetime(parser) {}
      return documents
    } catch let error as InputError {
      throw error
    } catch {
      throw described(error, source)
    }
  }

  /// Yams' message in one line, without the excerpt it adds.
  private static func described(_ error: any Error, _ source: YAMLSource) -> InputError {
    var line: Int?
    var message: String
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      line = mark.line
      message = "no valid YAML: \(InputText.printable(problem))"
      if problem.hasPrefix("Maximum nesting level") {
        message = "nested more than \(DocumentLimits.depth) levels deep"
      }
    case .reader(let problem, _, _, _):
      message = "no valid YAML: \(InputText.printable(problem))"
    case .duplicatedKeysInMapping(let keys, let context):
      line = context.mark.line
      message = "duplicate key \(InputText.quoted(source.restored(keys.first ?? ""))); give it once"
    default: message = "no valid YAML"
    }
    return InputError(file: source.file, line: line, message: message)
  }
}
