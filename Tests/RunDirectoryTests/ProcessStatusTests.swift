import Glibc
import Testing

@testable import RunDirectory

@Suite struct ProcessStatusTests {
  private static let rest = "1 7 7 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 98765 4096 1"

  @Test(
    "A process's name may hold spaces, parentheses and digits",
    arguments: ["sh", "a b", "x) R 1 2 3", "(", ") ("])
  func hostileName(name: String) throws {
    let status = try #require(ProcessStatus(line: "42 (\(name)) S \(Self.rest)\n"))
    #expect(status.identity == ProcessIdentity(pid: 42, startTime: 98765))
    #expect(status.session == 7)
    #expect(status.parent == 1)
    #expect(status.isRunning)
  }

  @Test("A zombie does not run")
  func zombie() throws {
    #expect(try #require(ProcessStatus(line: "42 (sh) Z \(Self.rest)")).isRunning == false)
  }

  @Test("A line that is cut is no status", arguments: ["", "42", "42 (sh", "42 (sh) S 1 2 3"])
  func cut(line: String) { #expect(ProcessStatus(line: line) == nil) }

  @Test("This very process runs, and not under another start time")
  func own() throws {
    let own = try #require(ProcessStatus.read(pid: getpid())).identity
    #expect(own.isRunning)
    #expect(ProcessIdentity(pid: own.pid, startTime: own.startTime + 1).isRunning == false)
    #expect(ProcessIdentity(pid: -1, startTime: 0).isRunning == false)
  }
}
