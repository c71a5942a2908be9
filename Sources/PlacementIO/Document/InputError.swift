/// What is wrong with an input, where, and what would be right.
public struct InputError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file's name as the user gave it.
  public var file: String
  /// The path within the document, `cluster.nodes[3].name`; empty where the whole file is meant.
  public var path: String
  /// The line, from 1, where it is known.
  public var line: Int?
  /// What is wrong and what would be right, in one line.
  public var message: String

  /// Creates an error.
  public init(file: String, path: String = "", line: Int? = nil, message: String) {
    self.file = file
    self.path = path
    self.line = line
    self.message = message
  }

  /// One line: the file, the path (or the line where there is no path), the message.
  public var description: String {
    let place =
      if !path.isEmpty { "\(path): " } else if let line { "line \(line): " } else { "" }
    return "\(InputText.path(file)): \(place)\(message)"
  }
}
