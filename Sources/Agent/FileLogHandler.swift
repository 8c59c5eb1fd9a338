import FoundationEssentials
import Glibc
import Logging

/// Writes log lines to the agent's standard error, which is its log file: one line an event, what
/// comes from outside escaped.
struct FileLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let fields = metadata.merging(event.metadata ?? [:]) { _, own in own }
      .sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    let line = Self.line(
      level: event.level, message: "\(event.message)\(fields)",
      time: Date(timeIntervalSince1970: WallTime.now))
    let bytes = Array("\(line)\n".utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }

  static func line(level: Logger.Level, message: String, time: Date) -> String {
    let escaped = message.unicodeScalars.map { scalar in
      scalar.properties.generalCategory == .control
        ? scalar.escaped(asASCII: true) : String(scalar)
    }.joined()
    return "\(time.ISO8601Format()) \(level.rawValue) \(escaped)"
  }
}
