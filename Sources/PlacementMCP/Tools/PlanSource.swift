import Foundation
import PlacementIO
import PlacementModel

/// Where a tool reads a cluster from: files, a document in the message, or a snapshot.
struct PlanSource {
  static let properties: [Schema.Property] = [
    .optional(
      "paths",
      .array(of: .string(longest: 4096), fewest: 1, most: 100),
      "A scenario file, or files and folders of 'kubectl get -o json' or '-o yaml' output, "
        + "within the folders that the server may read."
    ),
    .optional(
      "document",
      .text,
      "Instead of paths: a scenario or a Kubernetes List itself, as JSON or YAML text."
    ),
    .optional(
      "snapshot",
      .string(pattern: .digestPrefix),
      "Instead of paths: the digest that the tool 'snapshot' returned."
    ),
  ]

  var inventory: Inventory
  var goal: Goal?
  var warnings: [String]
  var nodeNames: [String: String]

  /// Reads what the arguments name.
  ///
  /// - Throws: ``ToolFailure`` where they name nothing or too much; `InputError`.
  init(_ arguments: Arguments, _ workshop: Workshop) throws {
    let paths = arguments.texts("paths")
    let document = arguments.text("document")
    let digest = arguments.text("snapshot")
    guard (paths.isEmpty ? 0 : 1) + (document == nil ? 0 : 1) + (digest == nil ? 0 : 1) == 1 else {
      throw ToolFailure("give exactly one of paths, document and snapshot")
    }
    if let digest {
      let snapshot = try workshop.store.snapshot(digest)
      inventory = snapshot.inventory
      goal = snapshot.goal
      warnings = snapshot.warnings
      nodeNames = snapshot.nodeNames
      return
    }
    let input = try Self.input(paths: paths, document: document, workshop)
    inventory = input.inventory
    goal = input.hasGoal ? input.goal : nil
    warnings = input.warnings
    nodeNames = input.nodeNames
  }

  /// Reads files or a document.
  static func input(
    paths: [String],
    document: String?,
    _ workshop: Workshop
  ) throws -> PlanInput {
    if let document {
      let roots = try DocumentReader.read(Data(document.utf8), file: "document")
      return try PlanInput(documents: roots.map { ("document", $0) }, source: "document")
    }
    var files: [String] = []
    for path in paths {
      // Both asked: a folder may hold links that lead out of it.
      try check(path, workshop)
      for file in try KubernetesReader.files(at: path) {
        try check(file, workshop)
        files.append(file)
      }
    }
    return try PlanInput(paths: files)
  }

  private static func check(_ path: String, _ workshop: Workshop) throws {
    guard let real = resolved(path) else { throw InputError(file: path, message: "no such file") }
    var status = stat()
    let isPlain =
      stat(real, &status) == 0
      && (status.st_mode & S_IFMT == S_IFREG || status.st_mode & S_IFMT == S_IFDIR)
    let folders = workshop.settings.readable.compactMap(resolved)
    let isWithin = folders.contains { folder in
      real == folder || real.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
    }
    guard isPlain, isWithin else {
      throw InputError(
        file: path,
        message: "not a file in a folder that this server may read "
          + "(\(InputText.choices(workshop.settings.readable))); "
          + "the user can start it with --read FOLDER"
      )
    }
  }

  /// A path without links, so that none leads out of a folder.
  private static func resolved(_ path: String) -> String? {
    guard !path.utf8.contains(0), let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }
}
