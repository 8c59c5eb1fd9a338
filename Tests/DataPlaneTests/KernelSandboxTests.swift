import Foundation
import Testing
import TestSupport

@Suite struct KernelSandboxTests {
  @Test("The sandbox has its own links, /run and thread, and leaves the host's alone")
  func isolation() async throws {
    let inside = try await KernelSandbox.run {
      #expect(Test.current != nil)
      try NetworkNamespace.add("x")
      try Shell.run("ip link add bwprobe0 type veth peer name bwprobe1")
      let other = try NetworkNamespace.enter("x") { try Shell.run("ip -o link") }
      #expect(!other.contains("bwprobe0"))
      return try Shell.run("ip -o link")
    }
    #expect(inside.contains("bwprobe0"))
    // Others may make links on the host meanwhile, of other names.
    #expect(!(try Shell.run("ip -o link").contains("bwprobe")))
    #expect(!FileManager.default.fileExists(atPath: "/run/netns/x"))
  }
}
