import CLinux
import Glibc
import HostState

/// The programs of a namespace that really are attached, and the names of their links.
struct AttachedLinks {
  let attachments: Set<Attachment>

  init(pins: PinDirectory) throws(DataPlaneError) {
    var attached: Set<Attachment> = []
    for name in try PinDirectory.names(in: pins.links) {
      guard let attachment = Attachment(pinName: name),
        let handle = try BPFHandle.pinned(at: pins.links + "/" + name),
        try TCXLink(handle: handle).isAttached(as: attachment)
      else { continue }
      attached.insert(attachment)
    }
    attachments = attached
  }

  /// The link's name in the calling thread's namespace; empty when there is none.
  func name(_ index: UInt32) -> LinkName {
    var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
    guard if_indextoname(index, &name) != nil else { return LinkName(rawValue: "") }
    return LinkName(
      rawValue: String(decoding: name.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self))
  }

  /// The one link that all of `programs` are attached to; nil when they are not.
  func link(of programs: [(String, Attachment.Direction)]) -> UInt32? {
    guard let first = programs.first else { return nil }
    let indices = attachments.filter { $0.program == first.0 }.map(\.linkIndex)
    guard indices.count == 1, attachments.count == programs.count else { return nil }
    let all = programs.allSatisfy {
      attachments.contains(Attachment($0.0, linkIndex: indices[0], $0.1))
    }
    return all ? indices[0] : nil
  }
}
