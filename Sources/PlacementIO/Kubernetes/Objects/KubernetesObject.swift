/// One object of a known kind and where it stands.
struct KubernetesObject {
  let kind: KubernetesKind
  let field: Field
  let metadata: ObjectMetadata

  /// What tells it from others of its kind: `namespace/name`, or the name alone.
  var key: String { metadata.key }
}

/// What every object says of itself.
struct ObjectMetadata {
  let name: String
  /// Empty for objects that live in none.
  let namespace: String
  let uid: String?
  /// Grows with every change of the object.
  let resourceVersion: Int?
  let labels: [String: String]
  let annotations: [String: String]
  /// Whether it is being deleted and only its finalizers keep it.
  let isTerminating: Bool
  /// The objects that own it.
  let owners: [Owner]

  struct Owner {
    let kind: String
    let name: String
  }

  var key: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }

  init(_ object: Field, isNamespaced: Bool) throws(InputError) {
    let field = try object.required("metadata", "every object has it")
    // An object about to be created may leave the rest of its name to the server.
    let beginning = try field.optional("generateName")
    guard let name = try field.optional("name") ?? beginning else {
      throw field.error(at: "name", "missing; every object has one")
    }
    self.name = try name.nonEmptyString()
    namespace =
      isNamespaced ? try field.optional("namespace")?.nonEmptyString() ?? "default" : ""
    uid = try field.optional("uid")?.string()
    resourceVersion = field.value["resourceVersion"]?.text.flatMap { Int($0) }
    labels = try field.optional("labels")?.stringMap() ?? [:]
    annotations = try field.optional("annotations")?.stringMap() ?? [:]
    isTerminating = try field.optional("deletionTimestamp") != nil
    var owners: [Owner] = []
    for owner in try field.list("ownerReferences") {
      owners.append(
        Owner(
          kind: try owner.required("kind").string(),
          name: try owner.required("name").string()
        )
      )
    }
    self.owners = owners
  }
}
