import CNFTables
import Synchronization

/// libnftables, one call at a time: it keeps the names of the namespace's links in a global.
enum NFTablesLibrary {
  private static let lock = Mutex(())

  /// Runs commands in the current thread's network namespace and returns what they print.
  static func run(_ commands: String, request: String) throws(NFTablesError) -> String {
    let result = lock.withLock { _ in runUnlocked(commands) }
    switch result {
    case .success(let output): return output
    case .failure(let failure): throw NFTablesError(request: request, text: failure.text)
    }
  }

  private struct Failure: Error {
    let text: String
  }

  private static func runUnlocked(_ commands: String) -> Result<String, Failure> {
    guard let context = nft_ctx_new(UInt32(NFT_CTX_DEFAULT)) else {
      return .failure(Failure(text: "out of memory"))
    }
    defer { nft_ctx_free(context) }
    nft_ctx_output_set_flags(context, UInt32(NFT_CTX_OUTPUT_STATELESS))
    guard nft_ctx_buffer_output(context) == 0, nft_ctx_buffer_error(context) == 0 else {
      return .failure(Failure(text: "out of memory"))
    }
    let status = nft_run_cmd_from_buffer(context, commands)
    if status == 0 {
      return .success(nft_ctx_get_output_buffer(context).map { String(cString: $0) } ?? "")
    }
    let text = nft_ctx_get_error_buffer(context).map { String(cString: $0) } ?? ""
    return .failure(Failure(text: text.isEmpty ? "failed without a reason" : text))
  }
}
