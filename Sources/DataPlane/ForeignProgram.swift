/// A program at a link's TCX hook that is none of ours.
package struct ForeignProgram: Hashable, Sendable {
  package var linkIndex: Int32
  package var isIngress: Bool
  /// The kernel's number for the program.
  package var id: UInt32

  package init(linkIndex: Int32, isIngress: Bool, id: UInt32) {
    self.linkIndex = linkIndex
    self.isIngress = isIngress
    self.id = id
  }

  /// All of it in bytes.
  package var selector: [UInt8] {
    [UInt32(bitPattern: linkIndex), isIngress ? 1 : 0, id].flatMap { word in
      withUnsafeBytes(of: word.littleEndian) { Array($0) }
    }
  }

  /// Nil for bytes that are no selector.
  package init?(selector: [UInt8]) {
    guard selector.count == 12 else { return nil }
    let words = stride(from: 0, to: 12, by: 4).map { start in
      (0..<4).reduce(UInt32(0)) { $0 | UInt32(selector[start + $1]) << UInt32(8 * $1) }
    }
    self.init(linkIndex: Int32(bitPattern: words[0]), isIngress: words[1] == 1, id: words[2])
  }
}
