package import Diagnostics
import Glibc

extension SourceFile {
  /// Reads a regular file; anything else (a FIFO, a device, a folder) is refused without waiting.
  ///
  /// - Parameter place: what names the file, such as an `include`; nil for the command line.
  package static func read(
    _ path: String, limits: SyntaxLimits = .standard, at place: SourceRange? = nil
  ) -> Result<SourceFile, UnreadableFile> {
    func refuse(_ id: DiagnosticID, _ message: String, help: String? = nil) -> UnreadableFile {
      UnreadableFile(diagnostic: Diagnostic(.error, id, message, at: place, help: help))
    }
    guard !path.utf8.contains(0) else {
      return .failure(refuse(.unreadableFile, "`\(path)` is no file name: it holds a NUL byte"))
    }
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno)).lowercased()
      return .failure(refuse(.unreadableFile, "cannot read `\(path)`: \(reason)"))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let reason = String(cString: strerror(errno)).lowercased()
      return .failure(refuse(.unreadableFile, "cannot read `\(path)`: \(reason)"))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      return .failure(
        refuse(
          .unreadableFile,
          "cannot read `\(path)`: it is \(isFolder ? "a folder" : "no regular file")",
          help: isFolder ? "name a file in it" : nil))
    }
    let tooLarge = { (size: Int) in
      refuse(
        .fileTooLarge,
        "`\(path)` is too large: \(size >> 20) MiB, at most \(limits.fileSize >> 20) MiB are read",
        help: "split it into several files with `include`")
    }
    guard status.st_size <= limits.fileSize else {
      return .failure(tooLarge(Int(status.st_size)))
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size) + 1)
    while true {
      var failure: Int32 = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
        var read: Int
        repeat {
          read = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        } while read < 0
          && errno == EINTR
        if read < 0 { failure = errno }
        count = max(read, 0)
      }
      guard failure == 0 else {
        let reason = String(cString: strerror(failure)).lowercased()
        return .failure(refuse(.unreadableFile, "cannot read `\(path)`: \(reason)"))
      }
      if chunk.isEmpty { return .success(SourceFile(path: path, bytes: bytes)) }
      bytes += chunk
      guard bytes.count <= limits.fileSize else { return .failure(tooLarge(bytes.count)) }
    }
  }
}
