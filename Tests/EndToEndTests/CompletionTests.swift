import Foundation
import TestSupport
import Testing

extension KernelTests {
  @Suite("Completion")
  struct CompletionTests {
    /// Completes the last word of a command line as bash(1) does.
    private static let harness = """
      source <("$0" completion bash)
      PATH="$(dirname "$0"):$PATH"
      COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMPREPLY=()
      _bumpwire
      compgen -W "${COMPREPLY[*]}" -- "${COMP_WORDS[COMP_CWORD]}"
      """

    private func complete(_ words: [String], in folder: String) throws -> [String] {
      let result = try Bumpwire.run(
        ["bumpwire"] + words, through: ["bash", "-c", Self.harness], directory: folder)
      #expect(result.errors.isEmpty, "\(result)")
      return result.output.split(separator: "\n").map(String.init)
    }

    @Test("bash completes commands, options' values, ids, topologies of this host and their files")
    func bash() async throws {
      try await Lab.run { lab in
        try lab.apply(try lab.topology("Tests/EndToEndTests/Topologies/direct"))
        try lab.write("", to: "notes.txt")
        #expect(try complete(["val"], in: lab.folder) == ["validate"])
        #expect(try complete(["check"], in: lab.folder) == [], "not for people")
        #expect(try complete(["state", "u"], in: lab.folder) == ["unlock"])
        #expect(try complete(["explain", "edge-t"], in: lab.folder) == ["edge-table-missing"])
        #expect(try complete(["apply", ""], in: lab.folder) == ["topology.yaml"])
        #expect(
          try complete(["status", ""], in: lab.folder) == ["direct", "topology.yaml"])
        #expect(try complete(["state", "show", "di"], in: lab.folder) == ["direct"])
        #expect(
          try complete(["destroy", "../lab/top"], in: "/run/lab") == ["../lab/topology.yaml"])
        try lab.destroy("direct")
      }
    }
  }
}

@Suite("Scripts for shells")
struct CompletionScriptTests {
  @Test(
    "know every command that help shows",
    arguments: ["bash", "zsh", "fish"])
  func commands(_ shell: String) throws {
    let script = try Bumpwire.run("completion", shell)
    #expect(script.status == 0, "\(script)")
    let help = try Bumpwire.run("--help").output
    let commands =
      help.split(separator: "SUBCOMMANDS:").last?.split(separator: "\n")
      .filter { $0.hasPrefix("  ") && $0.dropFirst(2).first?.isLowercase == true }
      .compactMap { $0.split(separator: " ").first.map(String.init) } ?? []
    #expect(commands.count > 12, "\(commands)")
    for command in commands { #expect(script.output.contains(command), "\(command)") }
  }

  @Test("any other shell is a usage error")
  func unknown() throws {
    #expect(try Bumpwire.run("completion", "tcsh").status == 64)
  }
}
