import CLibBPF
import CLinux
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

  /// Ends the program's work before it returns, where removing the last pin would leave that to a
  /// kernel worker.
  func detach() throws(DataPlaneError) {
    // ENOLINK: the interface is gone, or it was detached before.
    if bpf_link_detach(handle.descriptor) == 0 || errno == ENOLINK { return }
    throw .failed("detach a program", errno)
  }

  /// Whether the program is still where `attachment` says, in the calling thread's namespace.
  ///
  /// A link whose interface is gone, or that was detached, has no interface; one that belongs to a
  /// namespace that was replaced has one that is not here.
  func isAttached(as attachment: Attachment) throws(DataPlaneError) -> Bool {
    // struct bpf_link_info: type, id, prog_id, padding, then tcx { ifindex, attach_type }, which
    // headers before 6.6 do not declare.
    var info = [UInt32](repeating: 0, count: 64)
    var length = UInt32(info.count * 4)
    guard bpf_obj_get_info_by_fd(handle.descriptor, &info, &length) == 0 else {
      throw .failed("ask about an attached program", errno)
    }
    guard info[0] == Self.linkType, info[4] == attachment.linkIndex,
      info[5] == attachment.direction.attachType
    else { return false }
    return try Self.programs(at: attachment).contains(info[2])
  }

  /// The id of the program that it holds.
  func program() throws(DataPlaneError) -> UInt32 {
    var info = [UInt32](repeating: 0, count: 64)
    var length = UInt32(info.count * 4)
    guard bpf_obj_get_info_by_fd(handle.descriptor, &info, &length) == 0 else {
      throw .failed("ask about an attached program", errno)
    }
    return info[2]
  }

  /// The programs on that side of the link with the links that hold them there, 0 for one without, by
  /// their ids.
  static func holders(
    at attachment: Attachment
  ) throws(DataPlaneError) -> [(program: UInt32, link: UInt32)] {
    var programs = [UInt32](repeating: 0, count: 64)
    var links = [UInt32](repeating: 0, count: 64)
    let count = clinux_bpf_query(
      Int32(bitPattern: attachment.linkIndex), attachment.direction.attachType, &programs, &links,
      UInt32(programs.count))
    if count >= 0 { return Array(zip(programs, links).prefix(Int(count))) }
    if errno == ENODEV || errno == ENOENT { return [] }
    throw .failed("list the programs of link \(attachment.linkIndex)", errno)
  }

  /// The ids of the programs on that side of the link in the calling thread's namespace; none where
  /// the kernel has no TCX.
  static func programs(at attachment: Attachment) throws(DataPlaneError) -> [UInt32] {
    // The kernel's own limit is 64 programs (BPF_MPROG_MAX).
    var programs = [UInt32](repeating: 0, count: 64)
    var count = UInt32(programs.count)
    let result = bpf_prog_query(
      Int32(bitPattern: attachment.linkIndex),
      bpf_attach_type(rawValue: attachment.direction.attachType), 0, nil, &programs, &count)
    if result == 0 { return Array(programs.prefix(Int(count))) }
    if [ENODEV, ENOENT, EINVAL].contains(errno) { return [] }
    throw .failed("list the programs of link \(attachment.linkIndex)", errno)
  }
}
