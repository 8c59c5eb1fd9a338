import ArgumentParser
import FoundationEssentials

/// `bumpwire init`: a topology to start from.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a commented topology to start from.",
    discussion: """
      Writes topology.yaml and its firewall's rules, which `validate` proves and `apply` builds as \
      they are. `minimal` is a web server behind a firewall; `catagram` has two zones, a load \
      balancer and an auto scaling group of firewalls.

        bumpwire init my-network
        bumpwire validate my-network/topology.yaml

      Nothing is overwritten: exits with 1, and nothing is written, when a file is there already.
      """)

  @Argument(help: "The folder, which is made if it is missing.", completion: .directory)
  var directory = "."

  @Option(help: "Which example.")
  var example = Starter.minimal

  @Option(help: "What the topology is called; the folder's name by default, where it can be one.")
  var name: String?

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  @OptionGroup var color: ColorOptions

  func run() throws {
    try CommandRunner.run(color, format: format) { console in
      let folder = Self.name(of: directory)
      let name = name ?? folder.flatMap { TopologyName.isName($0) ? $0 : nil } ?? example.rawValue
      guard TopologyName.isName(name) else {
        throw CommandFailure(
          .usage, "`\(name)` cannot be a topology's name",
          help: "names are of a-z, 0-9 and `-`, begin with a letter and have at most 32 characters")
      }
      let files = example.files(named: name).map { file in
        (path: directory == "." ? file.name : "\(directory)/\(file.name)", text: file.text)
      }
      try OutputFile.create(files.map { (Data($0.text.utf8), $0.path) }, in: directory)
      let passedOver = self.name == nil && folder != name ? folder : nil
      InitView(console: console).show(
        files.map(\.path), named: name, insteadOf: passedOver, format: format)
      return .success
    }
  }

  /// What the folder is called.
  private static func name(of directory: String) -> String? {
    let path =
      directory.hasPrefix("/")
      ? directory : FileManager.default.currentDirectoryPath + "/" + directory
    return path.split(separator: "/").last { $0 != "." }.map(String.init)
  }
}
