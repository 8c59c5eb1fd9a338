package import HostState

/// Names of kernel objects: short, deterministic, and readable by someone who types `ip`.
package enum HostNames {
  /// The namespace of a resource: its address with dots, such as `bw.catagram.app.instance.web-a`.
  ///
  /// A name beyond 64 characters keeps its beginning and ends in a hash of the whole.
  package static func namespace(topology: String, resource: String) -> NamespaceName {
    let dotted = resource.map { $0 == "/" || $0 == "[" ? "." : $0 }.filter { $0 != "]" }
    return NamespaceName(
      rawValue: shortened(
        NamespaceName.prefix(topology: topology) + String(dotted), to: 64))
  }

  /// A link of a kind, such as `s-alb-a` for subnet `alb-a`: at most 15 characters, which another of
  /// its kind may have, too; see ``LinkNames``.
  package static func link(_ kind: LinkKind, _ name: String) -> LinkName {
    LinkName(rawValue: shortened("\(kind.rawValue)-\(name)", to: 15))
  }

  /// Another name for a link that begins as the one that it would have.
  static func link(like name: LinkName, ofHash text: String) -> LinkName {
    LinkName(rawValue: name.rawValue.prefix(8) + "~" + digits(text))
  }

  /// What a resource's processes find their host is called: `web-a` for `app/instance/web-a`,
  /// `firewall-0` for `security/appliance_group/firewall[0]`.
  static func host(_ resource: String) -> String {
    let name = resource.split(separator: "/").last ?? ""
    let dashed = name.map { $0 == "[" ? "-" : $0 }.filter { $0 != "]" }
    return shortened(String(dashed), to: 64)
  }

  private static func shortened(_ text: String, to limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    return text.prefix(limit - 7) + "~" + digits(text)
  }

  /// Six digits of a text's hash.
  private static func digits(_ text: String) -> String {
    let digits = String(StableHash.value(of: text) % (1 << 30), radix: 36)
    return String(repeating: "0", count: 6 - digits.count) + digits
  }
}
