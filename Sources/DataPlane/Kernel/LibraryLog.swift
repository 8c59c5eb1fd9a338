import CLibBPF
import Glibc
import Synchronization

/// What libbpf says while it works for one thread: the verifier's words among it.
enum LibraryLog {
  /// Lines by the thread that asked for them; libbpf prints on the calling thread.
  private static let lines = Mutex<[pthread_t: [String]]>([:])

  private static let install: Void = {
    libbpf_set_print { _, format, arguments in
      guard let format, let arguments else { return 0 }
      LibraryLog.lines.withLock { all in
        // Without a listener on this thread, nobody wants to know.
        guard all[pthread_self()] != nil else { return }
        var text = [CChar](repeating: 0, count: 1 << 16)
        vsnprintf(&text, text.count, format, arguments)
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        all[pthread_self(), default: []].append(String(decoding: bytes, as: UTF8.self))
      }
      return 0
    }
  }()

  /// Runs `body` and gives what the library said in it, its last `limit` bytes.
  static func capture<Result>(
    limit: Int = 8192, _ body: () -> Result
  ) -> (result: Result, log: String) {
    _ = install
    lines.withLock { $0[pthread_self()] = [] }
    let result = body()
    let said = lines.withLock { $0.removeValue(forKey: pthread_self()) } ?? []
    return (result, String(decoding: said.joined().utf8.suffix(limit), as: UTF8.self))
  }
}
