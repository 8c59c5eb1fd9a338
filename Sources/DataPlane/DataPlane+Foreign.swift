import CLibBPF
import CLinux
import Glibc
package import HostState

extension DataPlane {
  /// The programs at links of the namespace, which the calling thread is in, that are not what is
  /// pinned for it.
  package func foreignPrograms(
    at links: [Int32], in namespace: NamespaceName
  ) throws(DataPlaneError) -> [ForeignProgram] {
    let pins = pins(namespace)
    var own: Set<UInt32> = []
    if pins.exists {
      for name in try PinDirectory.names(in: pins.links) {
        guard let handle = try BPFHandle.pinned(at: pins.links + "/" + name) else { continue }
        own.insert(try TCXLink(handle: handle).program())
      }
    }
    var foreign: [ForeignProgram] = []
    for link in links {
      for isIngress in [true, false] {
        let place = Attachment(
          "", linkIndex: UInt32(bitPattern: link), isIngress ? .ingress : .egress)
        for id in try TCXLink.programs(at: place) where !own.contains(id) {
          foreign.append(ForeignProgram(linkIndex: link, isIngress: isIngress, id: id))
        }
      }
    }
    return foreign
  }

  /// Takes a program away from its link in the calling thread's namespace, whoever holds it there.
  ///
  /// One that is gone is no failure.
  package func detachForeign(selectedBy selector: [UInt8]) throws(DataPlaneError) {
    guard let program = ForeignProgram(selector: selector) else {
      throw .operationFailed("read what selects a program", errno: EINVAL)
    }
    let place = Attachment(
      "", linkIndex: UInt32(bitPattern: program.linkIndex),
      program.isIngress ? .ingress : .egress)
    let holders = try TCXLink.holders(at: place).filter { $0.program == program.id }
    for holder in holders {
      if holder.link != 0 {
        let descriptor = bpf_link_get_fd_by_id(holder.link)
        if descriptor < 0, errno == ENOENT { continue }
        guard descriptor >= 0 else { throw .failed("open a link of BPF", errno) }
        try TCXLink(handle: BPFHandle(descriptor)).detach()
        continue
      }
      let descriptor = bpf_prog_get_fd_by_id(holder.program)
      if descriptor < 0, errno == ENOENT { continue }
      guard descriptor >= 0 else { throw .failed("open a program", errno) }
      let handle = BPFHandle(descriptor)
      let result = bpf_prog_detach2(
        handle.descriptor, program.linkIndex,
        bpf_attach_type(rawValue: place.direction.attachType))
      if result != 0, errno != ENOENT { throw .failed("detach a program", errno) }
    }
  }
}
