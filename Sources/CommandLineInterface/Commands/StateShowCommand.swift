import ArgumentParser
import StateStore

/// `bumpwire state show`: what is remembered of a topology, or of one of its resources.
struct StateShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show what is remembered of a topology, or of one of its resources.",
    discussion: """
      Without a resource: the file, the last apply, the last run and how far it came. With one: the \
      kernel objects that the last apply left of it, in a plan's words.

        bumpwire state show catagram
        bumpwire state show catagram app/instance/web-a

      Exits with 0, with 1 when nothing is remembered, and with 77 without root.
      """)

  @Argument(help: "The topology's name, or its file.", completion: .topologyName)
  var topology: String

  @Argument(help: "A resource's address, as `state list` prints it.")
  var resource: String?

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  @OptionGroup var host: HostOptions
  @OptionGroup var color: ColorOptions

  func run() throws {
    try CommandRunner.run(color, format: format) { console in
      let remembered = try RememberedTopology(topology, host, console)
      let store = try remembered.open()
      let view = StateView(console: console)
      guard let resource else {
        do throws(StateStoreError) {
          try view.show(RememberedRun(store, of: remembered.name), format: format)
        } catch {
          throw RememberedTopology.failure(error)
        }
        return .success
      }
      let resources = RememberedResources(try remembered.lastApplied(store).state)
      guard let objects = resources.objects[resource] else {
        let near = NearName.suggestion(for: resource, among: resources.names)
        throw CommandFailure(
          .failure, "the last apply of `\(remembered.name)` left no resource `\(resource)`",
          help: near.map { "did you mean `\($0)`?" }
            ?? "`bumpwire state list \(remembered.name)` lists all")
      }
      view.show(objects, of: resource, format: format)
      return .success
    }
  }
}
