import ArgumentParser
import Diagnostics

/// `bumpwire explain`: what an id means.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say what a finding or an error means, why it matters, and how to fix it.",
    discussion: """
      Without an ID, lists all of them.

        bumpwire explain edge-table-missing
      """)

  @Argument(
    help: "A finding's or an error's id, such as edge-table-missing, or a verdict of trace.",
    completion: .list(Explanations.all.map(\.id.rawValue)))
  var id: String?

  @OptionGroup var color: ColorOptions

  func run() throws {
    try CommandRunner.run(color) { console in
      let view = ExplanationView(console: console)
      guard let id else {
        view.list(Explanations.all)
        return .success
      }
      guard let explanation = Explanations.explanation(of: id) else {
        let near = NearName.suggestion(for: id, among: Explanations.all.map(\.id.rawValue))
        throw CommandFailure(
          .usage, "there is no id `\(id)`",
          help: near.map { "did you mean `\($0)`?" } ?? "`bumpwire explain` lists all ids")
      }
      view.show(explanation)
      return .success
    }
  }
}
