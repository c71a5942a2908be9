/// The objects of all documents, by kind, in the order they were met.
struct KubernetesObjects {
  private var byKind: [KubernetesKind: [KubernetesObject]] = [:]
  /// Kinds of which a typed list was given, however empty.
  private(set) var listed: Set<KubernetesKind> = []
  private var positions: [KubernetesKind: [String: Int]] = [:]

  /// Takes in the documents: single objects, `v1` Lists, typed lists such as `NodeList`.
  init(_ documents: [(file: String, root: DocumentValue)]) throws(InputError) {
    for (file, root) in documents where !root.isNull {
      try add(Field(root, file: file), inherited: nil)
    }
  }

  /// The objects of a kind.
  subscript(kind: KubernetesKind) -> [KubernetesObject] { byKind[kind] ?? [] }

  /// The object of a kind that has a key.
  subscript(kind: KubernetesKind, key: String) -> KubernetesObject? {
    guard let position = positions[kind]?[key] else { return nil }
    return byKind[kind]?[position]
  }

  private struct TypeMeta {
    var apiVersion: String
    var kind: String
  }

  private mutating func add(_ field: Field, inherited: TypeMeta?) throws(InputError) {
    // The items of a typed list, as the API server gives it, do not repeat the list's type.
    if case .list(let elements) = field.value.kind {
      for (index, element) in elements.enumerated() where !element.isNull {
        try add(field.child(index, element), inherited: inherited)
      }
      return
    }
    guard let kind = try field.optional("kind")?.string() ?? inherited?.kind else {
      throw field.error(at: "kind", "missing; give objects as 'kubectl get -o json' prints them")
    }
    guard
      let apiVersion = try field.optional("apiVersion")?.string() ?? inherited?.apiVersion
    else {
      throw field.error(at: "apiVersion", "missing; give what kubectl prints, such as v1")
    }
    if kind == "Table" {
      throw field.error("this is a table, which leaves most of an object out; use -o json")
    }
    if kind.hasSuffix("List"), let items = try field.map()["items"] {
      let single = String(kind.dropLast("List".count))
      let type = single.isEmpty ? nil : TypeMeta(apiVersion: apiVersion, kind: single)
      if let known = KubernetesKind(name: single, apiVersion: apiVersion) { listed.insert(known) }
      guard !items.isNull else { return }
      for item in try field.child("items", items).elements() { try add(item, inherited: type) }
      return
    }
    guard let known = KubernetesKind(name: kind, apiVersion: apiVersion) else { return }
    let metadata = try ObjectMetadata(field, isNamespaced: known.isNamespaced)
    try add(KubernetesObject(kind: known, field: field, metadata: metadata))
  }

  private mutating func add(_ object: KubernetesObject) throws(InputError) {
    if let position = positions[object.kind]?[object.key], let other = self[object.kind, object.key]
    {
      // Trees hold copies of one object from different moments: the latest one counts.
      if let uid = object.metadata.uid, uid == other.metadata.uid,
        let version = object.metadata.resourceVersion, let old = other.metadata.resourceVersion
      {
        if version > old { byKind[object.kind]?[position] = object }
        return
      }
      if object.kind == .namespace, object.key == "kube-system" {
        if let uid = object.metadata.uid, let first = other.metadata.uid, uid != first {
          throw object.field.error(
            "two clusters in one input: the uid of kube-system is \(InputText.printable(uid)) here "
              + "and \(InputText.printable(first)) in \(InputText.path(other.field.file)); "
              + "plan each by itself"
          )
        }
        return
      }
      // Files of one folder may overlap; what they say of an object must then be the same.
      guard other.field.value.says(sameAs: object.field.value) else {
        throw object.field.error(
          "\(object.kind.rawValue) \(InputText.quoted(object.key)) differs from the one at "
            + "\(other.field.path) in \(InputText.path(other.field.file)); "
            + "give each object once, from one moment"
        )
      }
      return
    }
    positions[object.kind, default: [:]][object.key] = byKind[object.kind, default: []].count
    byKind[object.kind, default: []].append(object)
  }
}

extension DocumentValue {
  /// Whether two values mean the same, wherever they stand and however their keys are ordered.
  fileprivate func says(sameAs other: DocumentValue) -> Bool {
    switch (kind, other.kind) {
    case (.list(let a), .list(let b)):
      return a.count == b.count && zip(a, b).allSatisfy { $0.says(sameAs: $1) }
    case (.map(let a), .map(let b)):
      let mine = a.entries.filter { !$0.value.isNull }
      guard mine.count == b.entries.count(where: { !$0.value.isNull }) else { return false }
      return mine.allSatisfy { entry in b[entry.key]?.says(sameAs: entry.value) ?? false }
    default: return kind == other.kind
    }
  }
}
