import Diagnostics
import FoundationEssentials
import Glibc

/// Standard output for results, standard error for diagnostics and progress.
struct Console: Sendable {
  let outputStyle: Style
  let errorStyle: Style
  /// What standard output is written in.
  let format: OutputFormat
  /// Whether a result that cannot be written ends the program.
  let needsOutput: Bool

  init(_ color: ColorChoice, format: OutputFormat = .text, needsOutput: Bool = true) {
    self.format = format
    self.needsOutput = needsOutput
    outputStyle = Style(color, descriptor: STDOUT_FILENO)
    errorStyle = Style(color, descriptor: STDERR_FILENO)
  }

  /// Writes a result.
  ///
  /// A reader that went away (`| head`) ends the program quietly, as it does `cat`; not while the
  /// host is changed: see `Interruption.watch()`.
  func write(_ text: String) {
    write(Data((format == .text ? Self.readable(text, on: STDOUT_FILENO) : text).utf8))
  }

  func write(_ data: Data) {
    guard Self.write(data, to: STDOUT_FILENO) || errno == EPIPE || !needsOutput else {
      writeError("error: standard output: \(String(cString: strerror(errno)))\n")
      exit(ExitStatus.failure.rawValue)
    }
  }

  /// Tells of what is being changed, or was: not being heard is no reason to stop half-way, or to
  /// end with another code.
  func tell(_ text: String) {
    _ = Self.write(Data(Self.readable(text, on: STDOUT_FILENO).utf8), to: STDOUT_FILENO)
  }

  /// Writes diagnostics or progress; nothing can be done when that fails.
  func writeError(_ text: String) {
    _ = Self.write(Data(Self.readable(text, on: STDERR_FILENO).utf8), to: STDERR_FILENO)
  }

  /// What the terminal there can show of our own words; files and pipes get UTF-8 always.
  private static func readable(_ text: String, on descriptor: Int32) -> String {
    ProcessEnvironment.isASCIITerminal(descriptor) ? text.inASCII : text
  }

  private static func write(_ data: Data, to descriptor: Int32) -> Bool {
    data.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let count = Glibc.write(
          descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
        if count < 0 {
          if errno == EINTR { continue }
          return false
        }
        offset += count
      }
      return true
    }
  }
}

extension Console {
  /// Writes a line that the user should know of, though the command goes on.
  func warn(_ message: String) {
    writeError(errorStyle("warning", .yellow, .bold) + ": \(message)\n")
  }

  /// Writes a line with the way out.
  func help(_ message: String) {
    writeError(errorStyle("help", .cyan) + ": \(message.escapingControlCharacters)\n")
  }
}

extension String {
  /// With the signs of our own texts written in ASCII; what comes from input stays.
  var inASCII: String {
    guard !utf8.allSatisfy({ $0 < 0x80 }) else { return self }
    return replacing("…", with: "...").replacing("█", with: "#").replacing("░", with: "-")
      .replacing("→", with: "->").replacing("—", with: "-")
  }
}
