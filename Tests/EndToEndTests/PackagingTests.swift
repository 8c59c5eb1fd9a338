import Foundation
import TestSupport
import Testing

@Suite("Installation")
struct PackagingTests {
  /// `make` in the repository, with the program that was built with these tests.
  private func make(_ target: String, in folder: Folder) throws -> CommandResult {
    try Bumpwire.run(
      [target, "DESTDIR=\(folder.path)", "PREFIX=/opt/net"],
      through: ["sh", "-c", "exec make --no-print-directory BUMPWIRE=\"$0\" \"$@\""],
      directory: Repository.path("."))
  }

  private func files(_ folder: Folder) throws -> Set<String> {
    let paths = try Shell.run(["find", folder.path, "-type", "f", "-printf", "%P\\n"])
    return Set(paths.split(separator: "\n").map(String.init))
  }

  @Test("puts program, manual, completions and unit below one folder; uninstalling takes all away")
  func installed() throws {
    let folder = try Folder()
    let result = try make("install-files", in: folder)
    try #require(result.status == 0, "\(result)")
    let files = try files(folder)
    let share = "opt/net/share"
    #expect(
      files.isSuperset(of: [
        "opt/net/bin/bumpwire", "opt/net/lib/systemd/system/bumpwire@.service",
        "\(share)/bash-completion/completions/bumpwire", "\(share)/zsh/site-functions/_bumpwire",
        "\(share)/fish/vendor_completions.d/bumpwire.fish", "\(share)/man/man1/bumpwire.1",
        "\(share)/man/man1/bumpwire-apply.1", "\(share)/man/man1/bumpwire-state-show.1",
      ]), "\(files.sorted())")
    #expect(!files.contains { $0.contains("check-rules") || $0.hasSuffix("bumpwire-agent.1") })
    let version = try Shell.run(["\(folder.path)/opt/net/bin/bumpwire", "--version"])
    #expect(version == (try Bumpwire.run("--version").output))

    let removed = try make("uninstall", in: folder)
    #expect(removed.status == 0, "\(removed)")
    #expect(try self.files(folder) == [])
  }

  @Test("each page of the manual is sound, and tells of its command's options and exit codes")
  func manual() throws {
    let folder = try Folder()
    try #require(try make("install-files", in: folder).status == 0)
    let pages = "\(folder.path)/opt/net/share/man/man1"
    let names = try FileManager.default.contentsOfDirectory(atPath: pages)
    #expect(names.count > 18)
    for name in names {
      let complaints = try Shell.run(["groff", "-man", "-Tutf8", "-ww", "-z", "\(pages)/\(name)"])
      #expect(complaints.isEmpty, "\(name): \(complaints)")
    }
    let apply = try Shell.run([
      "groff", "-man", "-Tascii", "-P-c", "-P-b", "-P-u", "\(pages)/bumpwire-apply.1",
    ])
    for words in [
      "bumpwire-apply - Make this host", "--confirm-within time", "--drain, --no-drain",
      "73 for a stale", "bumpwire plan topology.yaml --out plan.json && bumpwire apply",
    ] {
      #expect(apply.contains(words), "\(words): \(apply)")
    }
  }

  @Test("the unit applies at boot, reloads in place, and forgets nothing when the system goes down")
  func unit() throws {
    let folder = try Folder()
    try #require(try make("install-files", in: folder).status == 0)
    let text = try String(
      contentsOfFile: "\(folder.path)/opt/net/lib/systemd/system/bumpwire@.service",
      encoding: .utf8)
    let lines = text.split(separator: "\n").map(String.init)
    let apply = "/opt/net/bin/bumpwire apply --yes /etc/bumpwire/%i/topology.yaml"
    #expect(lines.contains("ExecStart=\(apply)"))
    #expect(lines.contains("ExecReload=\(apply)"))
    #expect(lines.contains("WantedBy=multi-user.target"))
    #expect(!text.contains("@BINDIR@"))

    // As systemd reads it, with programs that are there.
    let instance = "\(folder.path)/bumpwire@direct.service"
    let placed = text.replacing(
      "/opt/net/bin/bumpwire", with: "\"\(folder.path)/opt/net/bin/bumpwire\"")
    try Data(placed.utf8).write(to: URL(filePath: instance))
    let complaints = try Shell.run(["systemd-analyze", "verify", "--man=no", instance])
    #expect(complaints.isEmpty, "\(complaints)")
  }
}
