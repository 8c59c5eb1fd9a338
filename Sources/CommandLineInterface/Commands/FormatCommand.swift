import ArgumentParser
import Diagnostics
import FoundationEssentials
import YAMLSyntax

/// `bumpwire fmt`: topology files in canonical style.
struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt",
    abstract: "Rewrite topology files in canonical style.",
    discussion: """
      Lines stay lines, and comments and values stay as they are, which is checked; what changes is \
      the space in and between them: two columns of indentation a level, one space after `:` and `,`, \
      the values of neighbours such as `a: { … }` in one column, likewise comments behind lines, and \
      one empty line at most. Prints the names of the files that it changes.

        bumpwire fmt topology.yaml
        bumpwire fmt --check --diff topology.yaml
        bumpwire fmt - < topology.yaml

      Exits with 0, with 1 when --check finds a file in another style, and with 65 for what is not \
      YAML, which is left as it is.
      """)

  @Argument(
    help: .init("Topology files; `-` is standard input, to standard output.", valueName: "file"),
    completion: .topologyFile)
  var files: [String]

  @Flag(help: "Change nothing; exit with 1 if a file is in another style.")
  var check = false

  @Flag(help: "Change nothing; show what would change.")
  var diff = false

  @OptionGroup var color: ColorOptions

  func run() throws {
    try CommandRunner.run(color) { console in
      var status = ExitStatus.success
      for path in files {
        guard let source = read(path, console), let text = try format(source, console) else {
          status = .invalidInput
          continue
        }
        try tell(text, of: source, path, console)
        if check, text != source.bytes, status == .success { status = .failure }
      }
      return status
    }
  }

  private func read(_ path: String, _ console: Console) -> SourceFile? {
    switch path == "-" ? SourceFile.readStandardInput() : SourceFile.read(path) {
    case .success(let source): return source
    case .failure(let unreadable):
      DiagnosticView(console: console).show([unreadable.diagnostic], files: [])
      return nil
    }
  }

  private func format(_ source: SourceFile, _ console: Console) throws -> [UInt8]? {
    switch source.formatted() {
    case .formatted(let text): return text
    case .refused(let diagnostics):
      DiagnosticView(console: console).show(diagnostics, files: [source])
      return nil
    case .unfaithful:
      throw CommandFailure(
        .internalError,
        "a self-check failed: formatted, `\(source.path)` would not mean the same; it is as it was",
        help: "please report this, with the file")
    }
  }

  private func tell(
    _ text: [UInt8], of source: SourceFile, _ path: String, _ console: Console
  ) throws {
    if diff {
      console.write(LineDiff.text(from: source, to: text))
    } else if path == "-", !check {
      console.write(Data(text))
    } else if text != source.bytes {
      if !check { try OutputFile.write(Data(text), to: path) }
      console.write("\(source.path.escapingControlCharacters)\n")
    }
  }
}
