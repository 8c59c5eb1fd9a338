import Foundation
import Testing
import TestSupport

@Suite struct KernelSandboxTests {
  @Test("The sandbox has its own links, /run and thread, and leaves the host's alone")
  func isolation() async throws {
    let hostLinks = try Shell.run("ip -o link")
    let inside = try await KernelSandbox.run {
      #expect(Test.current != nil)
      try NetworkNamespace.add("x")
      try Shell.run("ip link add probe0 type veth peer name probe1")
      let other = try NetworkNamespace.enter("x") { try Shell.run("ip -o link") }
      #expect(!other.contains("probe0"))
      return try Shell.run("ip -o link")
    }
    #expect(inside.contains("probe0"))
    #expect(try Shell.run("ip -o link") == hostLinks)
    #expect(!FileManager.default.fileExists(atPath: "/run/netns/x"))
  }
}
