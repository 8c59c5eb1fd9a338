import CLibBPF
import Foundation
import TestSupport

@testable import DataPlane

/// A program that is attached somewhere, run on frames of a test's own (BPF_PROG_TEST_RUN): what it
/// decides and what it makes of the frame, without a packet on any link.
struct ProgramRun {
  struct Failure: Error {
    let step: String
    let errno: Int32
  }

  struct Outcome: Equatable {
    /// TC_ACT_*.
    var action: UInt32
    var frame: [UInt8]
    var mark: UInt32
  }

  static let pass: UInt32 = 0
  static let drop: UInt32 = 2
  static let redirect: UInt32 = 7

  private let handle: BPFHandle
  private let linkIndex: UInt32

  /// The program of a pinned TCX link.
  init(link path: String, linkIndex: UInt32) throws {
    guard let link = try BPFHandle.pinned(at: path) else {
      throw Failure(step: "open \(path)", errno: ENOENT)
    }
    // struct bpf_link_info: type, id, prog_id.
    var info = [UInt32](repeating: 0, count: 64)
    var length = UInt32(info.count * 4)
    guard bpf_obj_get_info_by_fd(link.descriptor, &info, &length) == 0 else {
      throw Failure(step: "ask about \(path)", errno: errno)
    }
    let descriptor = bpf_prog_get_fd_by_id(info[2])
    guard descriptor >= 0 else { throw Failure(step: "open the program", errno: errno) }
    handle = BPFHandle(descriptor)
    self.linkIndex = linkIndex
  }

  /// A pinned program.
  init(program path: String, linkIndex: UInt32) throws {
    guard let program = try BPFHandle.pinned(at: path) else {
      throw Failure(step: "open \(path)", errno: ENOENT)
    }
    handle = program
    self.linkIndex = linkIndex
  }

  /// Runs it as if the frame, of at least 14 bytes, had come in over the link, which is one of the
  /// calling thread's namespace; nil for a frame that is too short for the kernel to try.
  func callAsFunction(_ frame: [UInt8]) throws -> Outcome? {
    var context = __sk_buff()
    context.ifindex = linkIndex
    var output = [UInt8](repeating: 0, count: frame.count + 256)
    var after = __sk_buff()
    var options = bpf_test_run_opts()
    options.sz = MemoryLayout<bpf_test_run_opts>.size
    let result = frame.withUnsafeBytes { input in
      output.withUnsafeMutableBytes { output in
        withUnsafeMutablePointer(to: &context) { context in
          withUnsafeMutablePointer(to: &after) { after in
            options.data_in = input.baseAddress
            options.data_size_in = UInt32(input.count)
            options.data_out = output.baseAddress
            options.data_size_out = UInt32(output.count)
            options.ctx_in = UnsafeRawPointer(context)
            options.ctx_size_in = UInt32(MemoryLayout<__sk_buff>.size)
            options.ctx_out = UnsafeMutableRawPointer(after)
            options.ctx_size_out = UInt32(MemoryLayout<__sk_buff>.size)
            return bpf_prog_test_run_opts(handle.descriptor, &options)
          }
        }
      }
    }
    // Without a whole header of the family that its type names (`bpf_prog_test_run_skb`).
    if result == -EINVAL, frame.count < 14 + 40 { return nil }
    guard result == 0 else { throw Failure(step: "run the program", errno: -result) }
    return Outcome(
      action: options.retval, frame: Array(output.prefix(Int(options.data_size_out))),
      mark: after.mark)
  }
}
