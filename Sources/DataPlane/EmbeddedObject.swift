import FoundationEssentials

/// A compiled BPF object file (ELF), embedded by the build.
struct EmbeddedObject: Sendable {
  /// The source file's name without `.c`.
  let name: String
  let base64: String

  init(name: String, base64: String) {
    self.name = name
    self.base64 = base64
  }

  var bytes: [UInt8] {
    guard let data = Data(base64Encoded: base64) else {
      preconditionFailure("the build embedded \(name) badly")
    }
    return [UInt8](data)
  }

  /// FNV-1a of the embedded text: tells one build's programs from another's.
  var digest: UInt64 {
    base64.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
