import ArgumentParser

/// Options of every command that prints for people.
struct ColorOptions: ParsableArguments {
  @Option(
    help: "When to use colour: auto, always or never. NO_COLOR and FORCE_COLOR count for auto.")
  var color: ColorChoice = .auto
}
