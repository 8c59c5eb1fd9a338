import Foundation
import TestSupport
import Testing

extension KernelTests {
  @Suite("On a terminal")
  struct TerminalTests {
    @Test("apply draws over one line, however narrow, and writes ASCII where no more is shown")
    func narrow() async throws {
      try await Lab.run { lab in
        let path = try lab.topology("Tests/EndToEndTests/Topologies/direct")
        let columns = 30
        let command =
          "stty cols \(columns) rows 10; exec '\(Bumpwire.executable)' apply --yes '\(path)'"
        let result = try RunningCommand(
          ["script", "-qec", command, "/dev/null"],
          environment: ["LC_ALL": "C", "NO_COLOR": "1", "TERM": "xterm"]
        ).wait()
        #expect(result.status == 0, "\(result)")
        #expect(result.output.utf8.allSatisfy { $0 < 0x80 }, "\(result)")
        // What follows each return to the line's beginning, up to the next or the line's end.
        let drawn = result.output.replacing("\r\n", with: "\n")
          .components(separatedBy: "\r\u{1b}[K").dropFirst()
          .compactMap { $0.split(separator: "\n", omittingEmptySubsequences: false).first }
        let pictures = drawn.filter { $0.contains("#") }
        #expect(!pictures.isEmpty, "\(result)")
        #expect(pictures.allSatisfy { $0.count < columns }, "\(pictures)")
        try lab.destroy("direct")
      }
    }
  }
}
