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
      return .failure(unreadable(path, errno, at: place))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      return .failure(unreadable(path, errno, at: place))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      return .failure(
        refuse(
          .unreadableFile,
          "cannot read `\(path)`: it is \(isFolder ? "a folder" : "no regular file")",
          help: isFolder ? "name a file in it" : nil))
    }
    guard status.st_size <= limits.fileSize else {
      return .failure(tooLarge(path, Int(status.st_size), limits, at: place))
    }
    return contents(of: descriptor, named: path, expecting: Int(status.st_size), limits, at: place)
  }

  /// Reads standard input to its end, whatever it is.
  package static func readStandardInput(
    limits: SyntaxLimits = .standard
  ) -> Result<SourceFile, UnreadableFile> {
    contents(of: STDIN_FILENO, named: "<stdin>", expecting: 0, limits, at: nil)
  }

  /// Reads a pipe to its end, once, under a name of the caller's.
  package static func readPipe(
    _ path: String, named name: String, limits: SyntaxLimits = .standard
  ) -> Result<SourceFile, UnreadableFile> {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return .failure(unreadable(path, errno, at: nil)) }
    defer { close(descriptor) }
    return contents(of: descriptor, named: name, expecting: 0, limits, at: nil)
  }

  /// The same text under another name.
  package func named(_ name: String) -> SourceFile { SourceFile(path: name, bytes: bytes) }

  private static func contents(
    of descriptor: Int32, named path: String, expecting size: Int, _ limits: SyntaxLimits,
    at place: SourceRange?
  ) -> Result<SourceFile, UnreadableFile> {
    var bytes: [UInt8] = []
    while true {
      var failure: Int32 = 0
      // All at once, if the file does not grow meanwhile.
      let room = max(size - bytes.count, 1 << 16)
      let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        HugePages.advise(UnsafeMutableRawBufferPointer(buffer))
        var read: Int
        repeat {
          read = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        } while read < 0
          && errno == EINTR
        if read < 0 { failure = errno }
        count = max(read, 0)
      }
      guard failure == 0 else {
        return .failure(unreadable(path, failure, at: place))
      }
      if chunk.isEmpty { return .success(SourceFile(path: path, bytes: bytes)) }
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
      guard bytes.count <= limits.fileSize else {
        return .failure(tooLarge(path, bytes.count, limits, at: place))
      }
    }
  }

  private static func unreadable(
    _ path: String, _ code: Int32, at place: SourceRange?
  ) -> UnreadableFile {
    let reason = String(cString: strerror(code)).lowercased()
    return UnreadableFile(
      diagnostic: Diagnostic(
        .error, .unreadableFile, "cannot read `\(path)`: \(reason)", at: place))
  }

  private static func tooLarge(
    _ path: String, _ size: Int, _ limits: SyntaxLimits, at place: SourceRange?
  ) -> UnreadableFile {
    UnreadableFile(
      diagnostic: Diagnostic(
        .error, .fileTooLarge,
        "`\(path)` is too large: \(size >> 20) MiB, at most \(limits.fileSize >> 20) MiB are read",
        at: place, help: "split it into several files with `include`"))
  }
}
