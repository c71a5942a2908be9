import Foundation

/// Reads JSON and YAML into one kind of tree.
public enum DocumentReader {
  /// Reads the documents of a file: one of JSON, any number of YAML.
  ///
  /// What begins with `{` or `[` is taken for JSON, whatever the file is called.
  ///
  /// - Throws: ``InputError`` with the line of the first mistake.
  public static func read(_ data: Data, file: String) throws(InputError) -> [DocumentValue] {
    try check(size: data.count, file: file)
    return try RoomyThread.run(file: file) { () throws(InputError) in
      if isJSON(data) { return [try readJSON(data, file: file)] }
      return try YAMLReader.read(data, file: file)
    }
  }

  /// Reads one JSON document of any kind of value.
  ///
  /// - Throws: ``InputError`` with the line of the first mistake.
  package static func json(_ data: Data, file: String) throws(InputError) -> DocumentValue {
    try check(size: data.count, file: file)
    return try RoomyThread.run(file: file) { () throws(InputError) in
      try readJSON(data, file: file)
    }
  }

  /// Reads the file at a path.
  ///
  /// - Throws: ``InputError`` where the file cannot be read or holds a mistake.
  public static func read(path: String) throws(InputError) -> [DocumentValue] {
    try read(contents(path: path), file: path)
  }

  /// The bytes of a file, or of standard input where the path is `-`.
  ///
  /// - Throws: ``InputError`` where the file cannot be read.
  public static func contents(path: String) throws(InputError) -> Data {
    do {
      if path == "-" { return try stream(.standardInput, file: path) }
      // What a link leads to counts, so this asks for itself; what is not there fails below.
      var status = stat()
      if stat(path, &status) == 0 {
        let kind = status.st_mode & S_IFMT
        if kind == S_IFDIR {
          throw InputError(file: path, message: "a directory; give a file with JSON or YAML")
        }
        // A pipe, as in `<(kubectl get …)`, has no size and is read to its end.
        if kind != S_IFREG, let handle = FileHandle(forReadingAtPath: path) {
          defer { try? handle.close() }
          return try stream(handle, file: path)
        }
        // Asked before reading: a file beyond the limit may be beyond the memory as well.
        try check(size: Int(status.st_size), file: path)
      }
      return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch let error as InputError {
      throw error
    } catch {
      let message =
        switch (error as? CocoaError)?.code {
        case .fileNoSuchFile, .fileReadNoSuchFile: "no such file"
        case .fileReadNoPermission: "no permission to read it"
        default: "cannot be read; give a file with JSON or YAML"
        }
      throw InputError(file: path, message: message)
    }
  }

  private static func stream(_ handle: FileHandle, file: String) throws -> Data {
    var data = Data()
    while let part = try handle.read(upToCount: 1 << 20), !part.isEmpty {
      data += part
      try check(size: data.count, file: file)
    }
    return data
  }

  private static func check(size: Int, file: String) throws(InputError) {
    guard size <= DocumentLimits.bytes else {
      throw InputError(
        file: file,
        message: "\(size) bytes; a file may have \(DocumentLimits.bytes)"
      )
    }
  }

  private static func readJSON(_ data: Data, file: String) throws(InputError) -> DocumentValue {
    let result = data.withUnsafeBytes { raw in
      let bytes = raw.assumingMemoryBound(to: UInt8.self)
      return Result { () throws(InputError) in try JSONReader.read(bytes, file: file) }
    }
    return try result.get()
  }

  private static func isJSON(_ data: Data) -> Bool {
    let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]
    let first = data.first { !blanks.contains($0) }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }
}
