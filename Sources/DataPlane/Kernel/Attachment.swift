/// A program on one side of a link: what a TCX link of the kernel holds.
struct Attachment: Hashable, Sendable {
  enum Direction: String, Hashable, Sendable {
    case ingress
    case egress

    /// BPF_TCX_INGRESS and BPF_TCX_EGRESS of enum bpf_attach_type (Linux 6.6).
    var attachType: UInt32 { self == .ingress ? 46 : 47 }
  }

  /// The function's name in C.
  var program: String
  var linkIndex: UInt32
  var direction: Direction

  /// What it is pinned as: `PROGRAM-INDEX-DIRECTION`.
  var pinName: String { "\(program)-\(linkIndex)-\(direction.rawValue)" }

  init(_ program: String, linkIndex: UInt32, _ direction: Direction) {
    self.program = program
    self.linkIndex = linkIndex
    self.direction = direction
  }

  init?(pinName: String) {
    let parts = pinName.split(separator: "-")
    guard parts.count == 3, let linkIndex = UInt32(parts[1]),
      let direction = Direction(rawValue: String(parts[2]))
    else { return nil }
    self.init(String(parts[0]), linkIndex: linkIndex, direction)
  }
}
