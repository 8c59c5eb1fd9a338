import Glibc

/// What the process was started in.
enum ProcessEnvironment {
  static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// Whether a variable is there and not empty, as NO_COLOR and CI are read.
  static func isSet(_ name: String) -> Bool { !(variable(name) ?? "").isEmpty }

  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Whether what is written there can be drawn over.
  static func isLiveTerminal(_ descriptor: Int32) -> Bool {
    isTerminal(descriptor) && variable("TERM") != "dumb"
  }

  /// Whether a terminal is there that shows ASCII alone, as the locale says (locale(7)).
  static func isASCIITerminal(_ descriptor: Int32) -> Bool {
    isTerminal(descriptor)
      && !isUTF8(["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(variable).first { !$0.isEmpty })
  }

  static func isUTF8(_ locale: String?) -> Bool {
    let words = (locale ?? "C").lowercased()
    return words.contains("utf-8") || words.contains("utf8")
  }

  static var isRoot: Bool { geteuid() == 0 }

  /// Columns of the terminal at a descriptor; nil where there is none.
  static func columns(_ descriptor: Int32) -> Int? { size(descriptor)?.columns }

  /// The size of the terminal at a descriptor; nil where there is none.
  static func size(_ descriptor: Int32) -> (rows: Int, columns: Int)? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return (size.ws_row > 0 ? Int(size.ws_row) : 24, Int(size.ws_col))
  }
}
