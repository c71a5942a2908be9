import Foundation
import PlacementIO
import PlacementModel

/// Reads what callers of C hand over.
enum TextInput {
  /// The text of an argument.
  ///
  /// - Throws: ``Fault`` where there is none, or it is not UTF-8.
  static func text(_ pointer: CText?, _ name: String) throws -> String {
    guard let pointer else { throw Fault(code: "argument", message: "\(name) is a null pointer") }
    guard let text = String(validatingCString: pointer) else {
      throw Fault(code: "argument", message: "\(name) is not UTF-8")
    }
    return text
  }

  /// The one JSON or YAML document of an argument.
  static func document(_ pointer: CText?, _ name: String) throws -> DocumentValue {
    let roots = try DocumentReader.read(Data(text(pointer, name).utf8), file: name)
    guard roots.count == 1 else {
      throw InputError(
        file: name,
        message: roots.isEmpty ? "no document in it" : "\(roots.count) documents; give one"
      )
    }
    return roots[0]
  }

  /// The fields of an optional argument; none where it is null or empty.
  static func fields(_ pointer: CText?, _ name: String, keys: [String]) throws -> Field? {
    guard let pointer, pointer.pointee != 0 else { return nil }
    let field = Field(try document(pointer, name), file: name)
    try field.check(keys: keys)
    return field
  }
}
