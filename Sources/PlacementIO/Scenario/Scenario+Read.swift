import Foundation
import PlacementModel

extension Scenario {
  /// Reads the scenario in a file.
  ///
  /// - Throws: ``/PlacementIO/InputError`` where the file cannot be read or holds a mistake.
  public init(contentsOfFile path: String) throws(InputError) {
    try self.init(DocumentReader.contents(path: path), file: path)
  }

  /// Reads a scenario from bytes; `file` is what messages call them.
  ///
  /// - Throws: ``/PlacementIO/InputError`` with the path or line of the first mistake.
  public init(_ data: Data, file: String) throws(InputError) {
    let roots = try DocumentReader.read(data, file: file)
    guard let root = roots.first else {
      throw InputError(file: file, message: "no document in it; a scenario must be here")
    }
    guard roots.count == 1 else {
      throw InputError(
        file: file,
        line: Int(roots[1].line),
        message: "a second document; a scenario file holds one"
      )
    }
    self = try ScenarioReader.read(root, file: file)
  }
}
