import CLibBPF
import Glibc

/// A file descriptor of a BPF object, closed with its last owner.
final class BPFHandle: Sendable {
  let descriptor: Int32

  init(_ descriptor: Int32) { self.descriptor = descriptor }
  deinit { close(descriptor) }

  /// The object that is pinned at `path`, or nil when nothing is.
  static func pinned(at path: String) throws(DataPlaneError) -> BPFHandle? {
    let descriptor = bpf_obj_get(path)
    if descriptor >= 0 { return BPFHandle(descriptor) }
    let code = errno
    if code == ENOENT { return nil }
    throw .failed("open the pin \(path)", code)
  }

  func pin(at path: String) throws(DataPlaneError) {
    if bpf_obj_pin(descriptor, path) != 0 { throw .failed("pin \(path)", errno) }
  }
}
