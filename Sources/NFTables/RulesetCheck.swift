package import Netlink

/// Rules tried out where nothing depends on them.
package enum RulesetCheck {
  /// Loads a text into a network namespace that is made for it, without root where the system lets
  /// anybody make one.
  ///
  /// For a process of its own: it stays in that namespace, must have a single thread, and ends with
  /// whatever libnftables does with a hostile text.
  ///
  /// - Returns: nft's words against the text; nil when it has nothing against it.
  /// - Throws: the system's refusal, of a namespace or of what libnftables needs.
  package static func refusal(
    of text: String, links: [LinkReference]
  ) throws(NetlinkError) -> String? {
    try ScratchNamespace.enterUnprivileged()
    do throws(NFTablesError) {
      try ScratchNamespace.add(links.filter { text.contains($0.name) }, "check")
      _ = try NFTablesLibrary.run(text, request: "check")
      return nil
    } catch {
      if let code = error.shortage { throw NetlinkError(request: "nft check", code: code) }
      return error.text
    }
  }
}
