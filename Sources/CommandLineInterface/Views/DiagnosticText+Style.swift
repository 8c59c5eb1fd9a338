import Diagnostics

extension DiagnosticText {
  /// Coloured as compilers do it.
  init(files: [SourceFile], in style: Style) {
    self.init(files: files) { text, role in
      switch role {
      case .severity(.error), .caret(.error): style(text, .red, .bold)
      case .severity(.warning), .caret(.warning): style(text, .yellow, .bold)
      case .severity(.note), .caret(.note), .note: style(text, .blue, .bold)
      case .message: style(text, .bold)
      case .place: text
      case .gutter: style(text, .blue)
      case .help: style(text, .cyan, .bold)
      }
    }
  }
}
