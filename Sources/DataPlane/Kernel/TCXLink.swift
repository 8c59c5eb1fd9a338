import CLibBPF
import Glibc

/// A pinned BPF link that holds a program at a network interface (Linux 6.6, kernel/bpf/tcx.c).
struct TCXLink {
  let handle: BPFHandle

  /// BPF_LINK_TYPE_TCX of enum bpf_link_type.
  private static let linkType: UInt32 = 11

  static func create(
    program: Int32, _ attachment: Attachment
  ) throws(DataPlaneError) -> TCXLink {
    let descriptor = bpf_link_create(
      program, Int32(bitPattern: attachment.linkIndex),
      bpf_attach_type(rawValue: attachment.direction.attachType), nil)
    guard descriptor >= 0 else {
      let code = errno
      if code == EINVAL, let release = KernelRelease.current, !release.hasTCX {
        throw .kernelTooOld(release: release.text)
      }
      throw .failed(
        "attach \(attachment.program) to link \(attachment.linkIndex)", code)
    }
    return TCXLink(handle: BPFHandle(descriptor))
  }

  /// Puts another program in the place of the current one; no packet passes without.
  func replaceProgram(_ program: Int32) throws(DataPlaneError) {
    if bpf_link_update(handle.descriptor, program, nil) != 0 {
      throw .failed("replace an attached program", errno)
    }
  }

  /// Whether the program is still where `attachment` says.
  ///
  /// A link whose interface is gone, or that
  /// was detached, has no interface.
  func isAttached(as attachment: Attachment) throws(DataPlaneError) -> Bool {
    // struct bpf_link_info: type, id, prog_id, padding, then tcx { ifindex, attach_type }, which
    // headers before 6.6 do not declare.
    var info = [UInt32](repeating: 0, count: 64)
    var length = UInt32(info.count * 4)
    guard bpf_obj_get_info_by_fd(handle.descriptor, &info, &length) == 0 else {
      throw .failed("ask about an attached program", errno)
    }
    return info[0] == Self.linkType && info[4] == attachment.linkIndex
      && info[5] == attachment.direction.attachType
  }
}
