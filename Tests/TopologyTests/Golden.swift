import FoundationEssentials
import Testing

/// Text that is kept beside a test.
enum Golden {
  static var isRecording: Bool { ProcessInfo.processInfo.environment["BUMPWIRE_RECORD"] == "1" }

  static func check(
    _ text: String, at path: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    if isRecording {
      try Data(text.utf8).write(to: URL(filePath: path))
      return
    }
    let expected = (try? Data(contentsOf: URL(filePath: path))).map {
      String(decoding: $0, as: UTF8.self)
    }
    #expect(text == expected, sourceLocation: sourceLocation)
  }
}
