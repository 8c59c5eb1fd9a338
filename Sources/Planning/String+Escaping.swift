extension String {
  /// The text with control characters, and what reorders lines on a terminal, as `\u{…}`: names in
  /// the kernel may have been given by anybody.
  package var escapingControlCharacters: String {
    guard unicodeScalars.contains(where: \.isDangerous) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      if scalar.isDangerous {
        text += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isDangerous: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: false
    }
  }
}
