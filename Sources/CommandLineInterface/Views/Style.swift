/// Colours and weights as ANSI escape sequences; meaning never rests on them.
struct Style: Sendable {
  enum Attribute: String, Sendable {
    case bold = "1"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case blue = "34"
    case magenta = "35"
    case cyan = "36"
  }

  let isEnabled: Bool

  static let plain = Style(isEnabled: false)

  func callAsFunction(_ text: String, _ attributes: Attribute...) -> String {
    guard isEnabled, !attributes.isEmpty else { return text }
    return "\u{1b}[\(attributes.map(\.rawValue).joined(separator: ";"))m\(text)\u{1b}[0m"
  }
}

extension Style {
  /// By the user's choice, then FORCE_COLOR, NO_COLOR, `TERM=dumb`, and whether a terminal listens.
  init(_ choice: ColorChoice, descriptor: Int32) {
    switch choice {
    case .always: isEnabled = true
    case .never: isEnabled = false
    case .auto:
      if ProcessEnvironment.isSet("FORCE_COLOR") {
        isEnabled = true
      } else {
        isEnabled =
          !ProcessEnvironment.isSet("NO_COLOR")
          && ProcessEnvironment.variable("TERM") != "dumb"
          && ProcessEnvironment.isTerminal(descriptor)
      }
    }
  }
}
