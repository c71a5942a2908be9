/// Who a request comes from, as far as that matters.
struct Client: Sendable, Hashable {
  /// The version that it speaks.
  var version: ProtocolVersion
  /// Whether it can ask its user to fill in a form.
  var asksUsers: Bool

  /// A client with the capabilities that it declares.
  init(version: ProtocolVersion, capabilities: JSONValue) {
    self.version = version
    // An empty object declares forms; one that only names 'url' does not.
    asksUsers =
      switch capabilities["elicitation"]?.members {
      case nil: false
      case let modes?: modes["form"] != nil || modes["url"] == nil
      }
  }
}
