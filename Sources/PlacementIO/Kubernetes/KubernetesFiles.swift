import Foundation

extension KubernetesReader {
  /// Reads files, and folders of files that end in `.json`, `.yaml` or `.yml`.
  ///
  /// - Throws: ``InputError`` as ``read(documents:)`` does, and where a file cannot be read.
  public static func read(paths: [String]) throws(InputError) -> KubernetesInventory {
    var documents: [(file: String, root: DocumentValue)] = []
    for path in paths {
      for file in try files(at: path) {
        for root in try DocumentReader.read(path: file) { documents.append((file, root)) }
      }
    }
    return try read(documents: documents)
  }

  /// The files that a path stands for, in the order of their names: itself, or those in the folder.
  ///
  /// - Throws: ``InputError`` where a folder holds none.
  public static func files(at path: String) throws(InputError) -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
    else { return [path] }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw InputError(file: path, message: "the folder cannot be read; check its permissions")
    }
    let suffixes = [".json", ".yaml", ".yml"]
    let chosen = names.filter { name in
      !name.hasPrefix(".") && suffixes.contains { name.lowercased().hasSuffix($0) }
    }
    guard !chosen.isEmpty else {
      throw InputError(file: path, message: "no .json, .yaml or .yml files in this folder")
    }
    let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
    return chosen.sorted().map { "\(folder)/\($0)" }
  }
}
