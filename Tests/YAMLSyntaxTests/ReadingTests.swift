import Diagnostics
import FoundationEssentials
import Glibc
import Testing

@testable import YAMLSyntax

@Suite("Reading files")
struct ReadingTests {
  @Test(
    "what is no regular file is refused without waiting",
    arguments: ["/dev/zero", "/", "/dev/stdin"])
  func special(path: String) {
    guard case .failure(let failure) = SourceFile.read(path) else {
      // Where the standard input is redirected from a file it is one.
      #expect(path == "/dev/stdin")
      return
    }
    #expect(failure.diagnostic.id == .unreadableFile)
  }

  @Test("a FIFO without a writer does not hang")
  func fifo() throws {
    let path = FileManager.default.temporaryDirectory.path + "/bumpwire-\(UUID().uuidString)"
    try #require(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    #expect(throws: UnreadableFile.self) { try SourceFile.read(path).get() }
  }

  @Test("a sparse file of two gigabytes is refused before it is read")
  func tooLarge() throws {
    let path = FileManager.default.temporaryDirectory.path + "/bumpwire-\(UUID().uuidString)"
    let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
    try #require(descriptor >= 0)
    defer { unlink(path) }
    defer { close(descriptor) }
    try #require(ftruncate(descriptor, 2 << 30) == 0)
    guard case .failure(let failure) = SourceFile.read(path) else {
      Issue.record("it was read")
      return
    }
    #expect(failure.diagnostic.id == .fileTooLarge)
    #expect(
      failure.diagnostic.message.hasSuffix("is too large: 2048 MiB, at most 256 MiB are read"))
  }

  @Test("a missing file, and a name that is none, are errors that say so")
  func missing() {
    for path in ["/nonexistent/topology.yaml", "a\u{0}b", ""] {
      #expect(throws: UnreadableFile.self) { try SourceFile.read(path).get() }
    }
  }

  @Test("a file's bytes are what is in it")
  func bytes() throws {
    let path = FileManager.default.temporaryDirectory.path + "/bumpwire-\(UUID().uuidString)"
    try Data("a: b\n".utf8).write(to: URL(filePath: path))
    defer { unlink(path) }
    #expect(try SourceFile.read(path).get().bytes == Array("a: b\n".utf8))
  }
}
