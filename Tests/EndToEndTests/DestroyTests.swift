import Foundation
import Testing

extension KernelTests {
  @Suite("What is to be destroyed")
  struct DestroyTests {
    private static let source = "Tests/EndToEndTests/Topologies/direct"

    @Test("is told by a file that is no valid topology any more, by what it is called in there")
    func invalid() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        try lab.apply(path)
        _ = try lab.topology(Self.source, changing: [("10.0.0.0/16", "10.0.0.0/99")])
        let result = try Bumpwire.run("destroy", "--yes", path)
        #expect(result.status == 0, "\(result)")
        #expect(result.errors.contains("`direct`, as it was called, goes"), "\(result)")
        lab.expectNothingLeft()
        try lab.write("name: direct\nname: other\n", to: "topology.yaml")
        let unclear = try Bumpwire.run("destroy", "--yes", path)
        #expect(unclear.status == 65, "\(unclear)")
        #expect(unclear.errors.contains("`bumpwire destroy NAME`"), "\(unclear)")
      }
    }

    @Test("is told by a file that is gone, from wherever it was applied")
    func gone() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let apply = try Bumpwire.run(
          ["apply", "--yes", "topology.yaml"], directory: lab.folder)
        #expect(apply.status == 0, "\(apply)")
        let list = try Bumpwire.run("list")
        #expect(list.output.contains(path), "\(list)")
        try FileManager.default.removeItem(atPath: path)
        let result = try Bumpwire.run("destroy", "--yes", path)
        #expect(result.status == 0, "\(result)")
        lab.expectNothingLeft()
      }
    }
  }
}
