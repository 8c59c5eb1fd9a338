import CLinux
import CNFTables
import Glibc
import Netlink
import Synchronization

/// libnftables, one call at a time: it keeps the names of the namespace's links in a global.
enum NFTablesLibrary {
  private static let lock = Mutex(())

  /// What error messages call the text that was given.
  static let source = "<text>"

  /// Runs commands in the current thread's network namespace and returns what they print.
  static func run(_ commands: String, request: String) throws(NFTablesError) -> String {
    let result = lock.withLock { _ in
      Result { () throws(Failure) in
        try withFile(commands) { path throws(Failure) in try run(file: path) }
      }
    }
    switch result {
    case .success(let output): return output
    case .failure(let failure): throw NFTablesError(request: request, text: failure.text)
    }
  }

  private struct Failure: Error {
    var text: String

    /// What a system call has against the request.
    static func system(_ call: String) -> Failure {
      Failure(text: "\(NetlinkError(request: call, code: errno))")
    }
  }

  /// Runs `body` with the path of a file in memory: for a text that comes from a file, and only for
  /// such a one, libnftables says in which line a mistake is.
  private static func withFile(
    _ text: String, _ body: (String) throws(Failure) -> String
  ) throws(Failure) -> String {
    let descriptor = clinux_memory_file("nftables")
    guard descriptor >= 0 else { throw .system("memfd_create") }
    defer { close(descriptor) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { throw .system("write") }
      rest = rest.dropFirst(max(count, 0))
    }
    try requireDescriptors(descriptor)
    let path = "/proc/self/fd/\(descriptor)"
    do throws(Failure) {
      return try body(path)
    } catch {
      throw Failure(text: error.text.replacing(path, with: source))
    }
  }

  /// Fails where libnftables would end the process: without a descriptor for its sockets.
  private static func requireDescriptors(_ descriptor: Int32) throws(Failure) {
    var copies: [Int32] = []
    defer { for copy in copies { close(copy) } }
    for _ in 0..<8 {
      let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
      guard copy >= 0 else { throw .system("open") }
      copies.append(copy)
    }
  }

  private static func run(file path: String) throws(Failure) -> String {
    guard let context = nft_ctx_new(UInt32(NFT_CTX_DEFAULT)) else { throw .system("nft_ctx_new") }
    defer { nft_ctx_free(context) }
    nft_ctx_output_set_flags(context, UInt32(NFT_CTX_OUTPUT_STATELESS))
    guard nft_ctx_buffer_output(context) == 0, nft_ctx_buffer_error(context) == 0 else {
      throw .system("nft_ctx_buffer_output")
    }
    let status = nft_run_cmd_from_filename(context, path)
    if status == 0 {
      return nft_ctx_get_output_buffer(context).map { String(cString: $0) } ?? ""
    }
    let text = nft_ctx_get_error_buffer(context).map { String(cString: $0) } ?? ""
    throw Failure(text: text.isEmpty ? "failed without a reason" : text)
  }
}
