/// How many packets a resource refused for one reason, by its programs or by nftables' rules.
package struct Refusal: Hashable, Sendable {
  /// What machines read, which stays when the words for people change: `unknown_flow`.
  package var label: String
  /// What a person reads.
  package var words: String
  package var packets: UInt64

  package init(_ reason: DropReason, packets: UInt64) {
    label = reason.label
    words = reason.words
    self.packets = packets
  }

  /// By what a rule of nftables says of itself.
  init(words: String, packets: UInt64) {
    self.words = String(
      String.UnicodeScalarView(
        words.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
    label = String(self.words.map { $0 == " " ? "_" : $0 })
    self.packets = packets
  }
}
