import Yams

/// Turns the nodes of one YAML stream into values: follows aliases, merges maps, keeps the limits.
struct YAMLTreeBuilder {
  let source: YAMLSource
  private var anchors: [String: Sized] = [:]
  private var written = 0

  /// A value with how large and how deep it is, so that an alias is charged without walking it.
  private struct Sized {
    var value: DocumentValue
    var count: Int
    var depth: Int
  }

  init(source: YAMLSource) { self.source = source }

  /// The value of a document's root.
  ///
  /// Anchors hold within one document.
  mutating func document(_ root: Node) throws(InputError) -> DocumentValue {
    anchors = [:]
    return try sized(root, level: 0).value
  }

  private mutating func sized(_ node: Node, level: Int) throws(InputError) -> Sized {
    let line = node.mark?.line ?? 1
    if case .scalar(let scalar) = node, let alias = try alias(scalar, line) {
      guard let target = anchors[alias] else {
        throw error(line, "no anchor named \(InputText.quoted(alias)) before this alias")
      }
      try charge(target.count, line)
      try check(depth: level + target.depth, line)
      return target
    }
    let before = written
    try charge(1, line)
    var depth = 0
    let kind: DocumentValue.Kind
    switch node {
    case .scalar(let scalar): kind = try self.kind(scalar, line)
    case .sequence(let sequence):
      try check(depth: level + 1, line)
      var elements: [DocumentValue] = []
      elements.reserveCapacity(sequence.count)
      for element in sequence {
        let part = try sized(element, level: level + 1)
        depth = max(depth, part.depth)
        elements.append(part.value)
      }
      depth += 1
      kind = .list(elements)
    case .mapping(let mapping):
      try check(depth: level + 1, line)
      kind = .map(try map(mapping, level: level + 1, depth: &depth))
      depth += 1
    case .alias: throw error(line, "an alias that cannot be followed")
    }
    let value = DocumentValue(kind, line: Int32(clamping: line))
    let result = Sized(value: value, count: written - before, depth: depth)
    if let anchor = node.anchor { anchors[anchor.rawValue] = result }
    return result
  }

  private mutating func map(
    _ mapping: Node.Mapping,
    level: Int,
    depth: inout Int
  ) throws(InputError) -> DocumentMap {
    var map = DocumentMap()
    var merged: [DocumentMap] = []
    for (keyNode, valueNode) in mapping {
      let line = keyNode.mark?.line ?? 1
      let (key, isPlain) = try key(keyNode, level: level)
      let part = try sized(valueNode, level: level)
      depth = max(depth, part.depth)
      if isPlain, key == "<<" {
        merged += try maps(toMerge: part.value, line)
      } else if !map.append(key, part.value) {
        throw error(line, "duplicate key \(InputText.quoted(key)); give it once")
      }
    }
    // What a map says itself wins over what it merges, an earlier merge over a later one.
    for entry in merged.lazy.flatMap(\.entries) where map.append(entry.key, entry.value) {
      try charge(1, mapping.mark?.line ?? 1)
    }
    return map
  }

  private func maps(
    toMerge value: DocumentValue,
    _ line: Int
  ) throws(InputError) -> [DocumentMap] {
    switch value.kind {
    case .map(let map): return [map]
    case .list(let elements):
      var maps: [DocumentMap] = []
      for element in elements {
        guard case .map(let map) = element.kind else {
          throw error(line, "'<<' merges maps; this list holds \(element.kindName)")
        }
        maps.append(map)
      }
      return maps
    default: throw error(line, "'<<' merges maps, not \(value.kindName)")
    }
  }

  /// The text of a key, and whether it stands there without quotes.
  private mutating func key(
    _ node: Node,
    level: Int
  ) throws(InputError) -> (text: String, isPlain: Bool) {
    let line = node.mark?.line ?? 1
    guard case .scalar(let scalar) = node else {
      throw error(line, "a list or a map as a key; a key is text")
    }
    let value = try sized(node, level: level).value
    switch value.kind {
    case .string(let text): return (text, scalar.style == .plain)
    case .null, .bool, .number: return (source.restored(scalar.string), false)
    case .list, .map: throw error(line, "a list or a map as a key; a key is text")
    }
  }

  private func alias(_ scalar: Node.Scalar, _ line: Int) throws(InputError) -> String? {
    guard scalar.style == .plain, let name = source.alias(scalar.string) else { return nil }
    let isName = name.utf8.allSatisfy(YAMLSource.isName)
    guard isName, scalar.anchor == nil, scalar.tag.rawValue.isEmpty else {
      throw error(line, "no valid YAML: unexpected text beside the alias '*\(name)'")
    }
    return name
  }

  private func kind(_ scalar: Node.Scalar, _ line: Int) throws(InputError) -> DocumentValue.Kind {
    let text = source.restored(scalar.string)
    switch scalar.tag.rawValue {
    case "": return scalar.style == .plain ? YAMLScalar.kind(text) : .string(text)
    case "!", Tag.Name.str.rawValue: return .string(text)
    case Tag.Name.null.rawValue, Tag.Name.bool.rawValue, Tag.Name.int.rawValue,
      Tag.Name.float.rawValue:
      return YAMLScalar.kind(text)
    case let tag: throw error(line, "unknown tag \(InputText.quoted(tag)); remove it")
    }
  }

  private mutating func charge(_ count: Int, _ line: Int) throws(InputError) {
    written += count
    if written > DocumentLimits.yamlValues {
      throw error(line, "more than \(DocumentLimits.yamlValues) values once aliases are followed")
    }
  }

  private func check(depth: Int, _ line: Int) throws(InputError) {
    if depth > DocumentLimits.depth {
      throw error(line, "nested more than \(DocumentLimits.depth) levels deep")
    }
  }

  private func error(_ line: Int, _ message: String) -> InputError {
    InputError(file: source.file, line: line, message: message)
  }
}
