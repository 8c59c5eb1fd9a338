extension String {
  /// The text with control and formatting characters as `\u{…}`, so that input can neither move the
  /// cursor nor turn the reading direction.
  package var escapingControlCharacters: String {
    // Most texts have nothing else; looking a character's category up takes far longer.
    if utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return self }
    var result = ""
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
