import Foundation
import Testing

@Suite("Formatting files")
struct FormatTests {
  private static let crooked = "bumpwire:   1\nname: x   \n\n\nzones: [ a,b ] # two\n"
  private static let straight = "bumpwire: 1\nname: x\n\nzones: [a, b]  # two\n"

  @Test("a file is rewritten whole, with its mode, and named; then there is nothing to do")
  func rewritten() throws {
    let folder = try Folder()
    let path = try folder.write(Data(Self.crooked.utf8), to: "x.yaml")
    try #require(chmod(path, 0o640) == 0)
    let link = "\(folder.path)/link.yaml"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    let result = try Bumpwire.run("fmt", link)
    #expect(result.status == 0, "\(result)")
    #expect(result.output == "\(link)\n")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == Self.straight)
    var status = stat()
    #expect(lstat(path, &status) == 0 && status.st_mode == S_IFREG | 0o640)
    #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    let again = try Bumpwire.run("fmt", path)
    #expect(again.status == 0 && again.output.isEmpty, "\(again)")
  }

  @Test("--check and --diff change nothing; the diff is one that patch(1) would take")
  func checked() throws {
    let folder = try Folder()
    let path = try folder.write(Data(Self.crooked.utf8), to: "x.yaml")
    let check = try Bumpwire.run("fmt", "--check", path)
    #expect(check.status == 1 && check.output == "\(path)\n", "\(check)")
    let diff = try Bumpwire.run("fmt", "--diff", path)
    #expect(diff.status == 0, "\(diff)")
    #expect(
      diff.output == """
        --- \(path)
        +++ \(path)
        @@ -1,5 +1,4 @@
        -bumpwire:   1
        -name: x   
        +bumpwire: 1
        +name: x
         
        -
        -zones: [ a,b ] # two
        +zones: [a, b]  # two

        """)
    #expect(try Bumpwire.run("fmt", "--check", "--diff", path).status == 1)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == Self.crooked)
    let unended = try folder.write(Data("name: x".utf8), to: "y.yaml")
    #expect(
      try Bumpwire.run("fmt", "--diff", unended).output.hasSuffix(
        "@@ -1,1 +1,1 @@\n-name: x\n\\ No newline at end of file\n+name: x\n"))
  }

  @Test("standard input goes to standard output")
  func standardInput() throws {
    let shell = ["sh", "-c", "printf '%s' \"$TEXT\" | \"$0\" \"$@\""]
    let result = try Bumpwire.run(
      ["fmt", "-"], through: shell, environment: ["TEXT": Self.crooked])
    #expect(result.output == Self.straight, "\(result)")
    let check = try Bumpwire.run(
      ["fmt", "--check", "-"], through: shell, environment: ["TEXT": Self.crooked])
    #expect(check.status == 1 && check.output == "<stdin>\n", "\(check)")
  }

  @Test("what is no YAML is told of and left as it is, and the others are formatted")
  func broken() throws {
    let folder = try Folder()
    let bad = try folder.write(Data("a: [\n\n\n".utf8), to: "bad.yaml")
    let good = try folder.write(Data(Self.crooked.utf8), to: "good.yaml")
    let result = try Bumpwire.run("fmt", bad, "\(folder.path)/absent.yaml", good)
    #expect(result.status == 65, "\(result)")
    #expect(result.errors.contains("error[invalid-syntax]"), "\(result)")
    #expect(result.errors.contains("no such file"), "\(result)")
    #expect(try String(contentsOfFile: bad, encoding: .utf8) == "a: [\n\n\n")
    #expect(try String(contentsOfFile: good, encoding: .utf8) == Self.straight)
  }

  @Test("the examples are in canonical style", arguments: Repository.examples)
  func examples(_ example: String) throws {
    let result = try Bumpwire.run(
      "fmt", "--check", "--diff", Repository.path("examples/\(example)/topology.yaml"))
    #expect(result.status == 0, "\(result)")
  }
}
