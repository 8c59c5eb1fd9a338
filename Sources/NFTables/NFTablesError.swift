import Glibc

/// What nft(8) has against a text, in its own words and with its own places in the text.
package struct NFTablesError: Error, Hashable, Sendable {
  /// `apply`, `list` or `canonicalise`, and what.
  package var request: String
  /// nft's error text: each problem is a line `<text>:LINE:COLUMN-COLUMN: Error: …` with the
  /// source line and a marker below.
  package var text: String

  package init(request: String, text: String) {
    self.request = request
    self.text = text
  }
}

extension NFTablesError {
  /// The errno where it was the system that refused, for want of descriptors, threads, room or
  /// namespaces, and not nft the text; libnftables has no other place for it than its words.
  package var shortage: Int32? {
    [EMFILE, ENFILE, EAGAIN, EFBIG, ENOSPC, ENOMEM].first {
      text.contains(String(cString: strerror($0)))
    }
  }
}

extension NFTablesError: CustomStringConvertible {
  package var description: String { "nftables \(request): \(text)" }
}
