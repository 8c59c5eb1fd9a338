import Foundation
import HostState
import TestSupport
import Testing

@testable import DataPlane

@Suite struct LoaderTests {
  @Test(
    "Kernel releases are read, and TCX is known to begin with 6.6",
    arguments: [
      ("6.18.44-fc-v595", true), ("6.6.0", true), ("6.5.13", false), ("5.15.0-91-generic", false),
      ("10.0", true),
    ])
  func releases(text: String, hasTCX: Bool) throws {
    #expect(try #require(KernelRelease(text)).hasTCX == hasTCX)
    #expect(KernelRelease("unknown") == nil)
  }

  @Test(
    "Pin names hold no dot and lead back to the namespace",
    arguments: ["bw.lab.gwlb", "a%2eb", "plain", "a/b", "100%.x"])
  func pinNames(name: String) {
    let encoded = PinDirectory.encode(name)
    #expect(!encoded.contains("."))
    #expect(!encoded.contains("/"))
    #expect(PinDirectory.decode(encoded) == name)
  }

  @Test("Attachments are read back from their pins' names; other names are none")
  func attachments() {
    let attachment = Attachment("nat_out", linkIndex: 4_000_000_000, .egress)
    #expect(Attachment(pinName: attachment.pinName) == attachment)
    for name in ["nat_out-1", "nat_out-x-egress", "nat_out-1-sideways", "a-b-c-d", ""] {
      #expect(Attachment(pinName: name) == nil)
    }
  }

  @Test("A flow's key is the same for both directions, as the programs make it")
  func flowKeys() throws {
    let (one, other) = (
      try GatewayLoadBalancerLab.address("10.0.0.2"), try GatewayLoadBalancerLab.address("10.0.0.1")
    )
    let there = FlowKeyEntry(endpoint: 1, (one, 80), (other, 4000), protocolNumber: 6)
    #expect(there == FlowKeyEntry(endpoint: 1, (other, 4000), (one, 80), protocolNumber: 6))
    #expect(FlowKeyEntry(mapBytes: there.mapBytes) == there)
    let same = FlowKeyEntry(endpoint: 1, (one, 80), (one, 4000), protocolNumber: 6)
    #expect(same == FlowKeyEntry(endpoint: 1, (one, 4000), (one, 80), protocolNumber: 6))
  }

  @Test("A program that the verifier refuses gives an error with the verifier's words")
  func refusedProgram() async throws {
    try await KernelSandbox.run {
      try BPFFileSystem(path: "/run/bpf").mount()
      // Without any exit instruction.
      var bytes = EmbeddedObject.passThrough.bytes
      for start in stride(from: 0, to: bytes.count - 7, by: 8)
      where bytes[start..<start + 8] == [0x95, 0, 0, 0, 0, 0, 0, 0] {
        bytes[start] = 0xbf  // r0 = r0
      }
      let broken = EmbeddedObject(
        name: "broken", base64: Data(bytes).base64EncodedString())
      let error = try #require(throws: DataPlaneError.self) {
        _ = try LoadedObject(broken, mapDirectory: "/run/bpf")
      }
      guard case .programRejected(name: "broken", _, let log) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(log.contains("last insn is not an exit or jmp"))
      #expect(!FileManager.default.fileExists(atPath: "/run/bpf/drops"))

      let nonsense = EmbeddedObject(name: "nonsense", base64: "AAAA")
      #expect(throws: DataPlaneError.self) {
        _ = try LoadedObject(nonsense, mapDirectory: "/run/bpf")
      }
    }
  }

  @Test("Without privileges the error says what they are needed for")
  func privileges() {
    let error = DataPlaneError.failed("attach nat_in to link 3", EPERM)
    #expect(error == .notPermitted(operation: "attach nat_in to link 3"))
    #expect(
      error.description == "not permitted to attach nat_in to link 3: the data plane needs root")
  }
}
