import Foundation
import TestSupport
import Testing

@Suite("A topology to start from")
struct InitTests {
  @Test("is valid as it is written, under any name, and its comments name it")
  func valid() throws {
    for example in ["minimal", "catagram"] {
      let folder = try Folder()
      let directory = "\(folder.path)/new/network"
      let made = try Bumpwire.run("init", directory, "--example", example, "--name", "first-one")
      #expect(made.status == 0, "\(made)")
      let path = "\(directory)/topology.yaml"
      #expect(made.output.contains("bumpwire validate \(path)"), "\(made)")
      #expect(try Bumpwire.run("fmt", "--check", path).status == 0)
      let verdict = try Bumpwire.run("validate", "--fail-on", "note", path)
      #expect(verdict.status == 0, "\(verdict)")
      #expect(verdict.output.contains("\nproved: "), "\(verdict)")
      let style = try Bumpwire.run("fmt", "--check", path)
      #expect(style.status == 0, "\(style)")
      let plan = try Bumpwire.run("plan", "--offline", path)
      #expect(plan.output.contains("bw.first-one."), "\(plan)")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(!text.contains("bw.\(example)"))
      #expect(!text.contains("destroy \(example)"))
      #expect(!text.contains("../"))
    }
  }

  @Test("is the example itself, byte for byte but for the schema's place")
  func example() throws {
    for example in ["minimal", "catagram"] {
      let folder = try Folder()
      let made = try Bumpwire.run("init", folder.path, "--example", example, "--name", example)
      #expect(made.status == 0, "\(made)")
      for file in ["topology.yaml", "firewall.nft"] {
        let original = try String(
          contentsOfFile: Repository.path("examples/\(example)/\(file)"), encoding: .utf8)
        let written = try String(contentsOfFile: "\(folder.path)/\(file)", encoding: .utf8)
        #expect(written == original.replacing("../../schemas/", with: ""))
      }
    }
  }

  @Test("is called after its folder, where that can be a name")
  func folderName() throws {
    let folder = try Folder()
    for (name, expected) in [("my-network", "my-network"), ("Net_1", "minimal"), ("a/b/", "b")] {
      let made = try Bumpwire.run("init", "\(folder.path)/\(name)")
      #expect(made.status == 0)
      #expect(made.output.contains("`Net_1` cannot be a name") == (name == "Net_1"), "\(made)")
      let text = try String(
        contentsOfFile: "\(folder.path)/\(name)/topology.yaml", encoding: .utf8)
      #expect(text.contains("\nname: \(expected) "), "\(text)")
    }
  }

  @Test("overwrites nothing, and then writes nothing")
  func refused() throws {
    let folder = try Folder()
    _ = try folder.write(Data("mine\n".utf8), to: "firewall.nft")
    let result = try Bumpwire.run("init", folder.path)
    #expect(result.status == 1, "\(result)")
    #expect(result.errors.contains("is there already; nothing was written"), "\(result)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["firewall.nft"])
    #expect(try String(contentsOfFile: "\(folder.path)/firewall.nft", encoding: .utf8) == "mine\n")

    let onFile = try Bumpwire.run("init", "\(folder.path)/firewall.nft/network")
    #expect(onFile.status == 1, "\(onFile)")
    #expect(onFile.errors.contains("cannot be made: Not a directory"), "\(onFile)")
    for name in ["Bad", "a.b", "", String(repeating: "a", count: 33)] {
      let result = try Bumpwire.run("init", "\(folder.path)/x", "--name", name)
      #expect(result.status == 64, "\(result)")
    }
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/x"))
  }

  @Test("tells its files as JSON")
  func json() throws {
    struct Document: Decodable { var files: [String] }
    let folder = try Folder()
    let result = try Bumpwire.run("init", folder.path, "--format", "json")
    let document = try JSONDecoder().decode(Document.self, from: Data(result.output.utf8))
    #expect(document.files == ["\(folder.path)/topology.yaml", "\(folder.path)/firewall.nft"])
  }
}
