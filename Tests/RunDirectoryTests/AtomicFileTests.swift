import CLinux
import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import RunDirectory

@Suite struct AtomicFileTests {
  @Test("A full disk leaves the old content and no other file")
  func fullDisk() async throws {
    try await KernelSandbox.run {
      mkdir("/run/small", 0o700)
      #expect(clinux_mount("tmpfs", "/run/small", "tmpfs", 0, "size=16k") == 0)
      let path = "/run/small/file"
      try AtomicFile.write(Data("old".utf8), to: path)
      #expect(throws: RunDirectoryError.system(operation: "write \(path)", code: ENOSPC)) {
        try AtomicFile.write(Data(count: 1 << 20), to: path)
      }
      #expect(try AtomicFile.read(path) == Data("old".utf8))
      #expect(try Shell.run("ls -A /run/small") == "file\n")
    }
  }

  @Test("Files are their owner's alone, and a link in their place is not followed")
  func modeAndLinks() async throws {
    try await KernelSandbox.run {
      umask(0)
      try AtomicFile.write(Data("secret".utf8), to: "/run/file")
      #expect(try Shell.run("stat -c %a /run/file") == "600\n")
      try Shell.run("ln -s /run/file /run/link")
      #expect(throws: RunDirectoryError.self) { try AtomicFile.read("/run/link") }
      try AtomicFile.write(Data("new".utf8), to: "/run/link")
      #expect(try AtomicFile.read("/run/file") == Data("secret".utf8))
    }
  }

  @Test("A missing file is nil, one that is too long is damaged")
  func limits() async throws {
    try await KernelSandbox.run {
      #expect(try AtomicFile.read("/run/none") == nil)
      #expect(try AtomicFile.read("/run/none/none") == nil)
      try AtomicFile.write(Data(count: 100), to: "/run/file")
      #expect(throws: RunDirectoryError.self) { try AtomicFile.read("/run/file", limit: 99) }
    }
  }
}
