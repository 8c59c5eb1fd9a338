import Foundation
import TestSupport
import Testing

extension KernelTests {
  /// On a host of their own: a plan that was accepted would be carried out.
  @Suite("Saved plans")
  struct SavedPlanTests {
    @Test("a plan that has been applied says so in one line when it is applied again")
    func appliedTwice() async throws {
      try await Lab.run { lab in
        let (_, path) = try plan(in: lab)
        try lab.apply(path)
        let again = try Bumpwire.run("apply", "--yes", path)
        #expect(again.status == 73, "\(again)")
        #expect(again.errors.contains("has been applied already"), "\(again)")
        #expect(again.errors.split(separator: "\n").count == 2, "\(again)")
        try lab.destroy("direct")
      }
    }

    @Test("a configuration that is there and cannot be read any more is not the one of the plan")
    func unreadableSource() async throws {
      try await Lab.run { lab in
        let (source, path) = try plan(in: lab)
        try FileManager.default.removeItem(atPath: source)
        try FileManager.default.createDirectory(
          atPath: source, withIntermediateDirectories: false)
        let result = try Bumpwire.run("apply", "--yes", path)
        #expect(result.status == 73, "\(result)")
        #expect(result.errors.contains("has been edited since the plan was made"), "\(result)")
      }
    }

    @Test("never takes the place of anything but a plan")
    func place() throws {
      let folder = try Folder()
      #expect(try Bumpwire.run("init", folder.path).status == 0)
      for name in ["topology.yaml", "firewall.nft"] {
        let before = try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
        let result = try Bumpwire.run(
          "plan", "--offline", "\(folder.path)/topology.yaml", "--out", "\(folder.path)/\(name)")
        #expect(result.status == 64, "\(result)")
        #expect(result.errors.contains("is there already and is no plan"), "\(result)")
        #expect(try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8) == before)
      }
      for _ in 0..<2 {
        let result = try Bumpwire.run(
          "plan", "--offline", "\(folder.path)/topology.yaml", "--out", "\(folder.path)/p.json")
        #expect(result.status == 0, "\(result)")
      }
    }

    @Test("73 tells apart what has changed since: the configuration, what is remembered, the host")
    func stale() async throws {
      try await Lab.run { lab in
        let (source, path) = try plan(in: lab)
        let words = [
          "the configuration has been edited since the plan was made: `\(lab.folder)/",
          "what is remembered of direct is no more what the plan was made with",
          "the plan was made for another state of this host",
        ]
        func expectStale(_ plan: String, _ expected: Set<Int>) throws {
          let result = try Bumpwire.run("apply", "--yes", plan)
          #expect(result.status == 73, "\(result)")
          for (number, text) in words.enumerated() {
            #expect(
              result.errors.contains(text) == expected.contains(number), "\(number): \(result)")
          }
        }
        let text = try String(contentsOfFile: source, encoding: .utf8)
        try lab.write(text + "# another text\n", to: "topology.yaml")
        try expectStale(path, [0])
        #expect(!lab.leftovers.contains { $0.hasPrefix("namespace") })
        // As on a host that has the plan only.
        try FileManager.default.removeItem(atPath: source)
        let elsewhere = try lab.apply(path)
        #expect(elsewhere.errors.contains("has been edited since the plan was made is not known"))

        try lab.write(text, to: "topology.yaml")
        let changed = try lab.write(
          text.replacing("203.0.113.20", with: "203.0.113.21"), to: "changed.yaml")
        let saved = "\(lab.folder)/changed.json"
        #expect(try Bumpwire.run("plan", changed, "--out", saved).status == 0)
        let again = "\(lab.folder)/again.json"
        #expect(try Bumpwire.run("plan", changed, "--out", again).status == 0)
        #expect(
          try String(contentsOfFile: saved, encoding: .utf8)
            == String(contentsOfFile: again, encoding: .utf8))
        // The same network by another text: the host stays as it is.
        try lab.apply(try lab.write(text + "# another text\n", to: "other.yaml"))
        try expectStale(saved, [1])
        try Shell.run("ip -n bw.direct.app link set s-app mtu 1400")
        try expectStale(saved, [1, 2])
        #expect(try Bumpwire.run("plan", changed, "--out", saved).status == 0)
        try Shell.run("ip -n bw.direct.app link set s-app mtu 1300")
        try expectStale(saved, [2])
        #expect(try Bumpwire.run("plan", changed, "--out", saved).status == 0)
        try Shell.run("ip netns exec bw.direct.app sysctl -qw net.ipv4.conf.all.rp_filter=1")
        try expectStale(saved, [2])
        try lab.write(text, to: "changed.yaml")
        try expectStale(saved, [0, 2])
        try lab.destroy("direct")
      }
    }

    @Test("is stale by a file that was named from another directory")
    func elsewhere() async throws {
      try await Lab.run { lab in
        let path = try lab.topology("Tests/EndToEndTests/Topologies/direct")
        let plan = try Bumpwire.run(
          ["plan", "topology.yaml", "--out", "saved.json"], directory: lab.folder)
        #expect(plan.status == 0, "\(plan)")
        try lab.write(
          try String(contentsOfFile: path, encoding: .utf8) + "# another text\n",
          to: "topology.yaml")
        let apply = try Bumpwire.run(
          ["apply", "--yes", "\(lab.folder)/saved.json"], directory: "/")
        #expect(apply.status == 73, "\(apply)")
        #expect(apply.errors.contains("has been edited since the plan was made"), "\(apply)")
      }
    }

    @Test(
      "a plan where a topology is read is told as such", arguments: ["validate", "plan", "trace"])
    func misplaced(_ command: String) async throws {
      try await Lab.run { lab in
        let (_, path) = try plan(in: lab)
        let ends = command == "trace" ? ["--from", "a", "--to", "b"] : []
        let result = try Bumpwire.run([command, path] + ends)
        #expect(result.status == 65, "\(result)")
        let text = result.output + result.errors
        #expect(text.contains("error[saved-plan]"), "\(result)")
        #expect(text.contains("`bumpwire apply` carries it out"), "\(result)")
        #expect(!text.contains("unknown-key"), "\(result)")
      }
    }

    @Test("what a saved plan assigns is kept, and what cannot be read is no secret")
    func assignments() async throws {
      try await Lab.run { lab in
        let (source, path) = try plan(in: lab)
        try lab.apply(path)
        let api = "      api: { subnet: app, public_address: 203.0.113.21 }\n"
        let changed = try lab.topology(
          "Tests/EndToEndTests/Topologies/direct",
          changing: [("    instances:\n", "    instances:\n" + api)], as: "changed.yaml")
        let shown = try Bumpwire.run("plan", changed)
        #expect(shown.output.contains("bw.direct.app.instance.api"), "\(shown)")
        #expect(!shown.output.contains("bw.direct.app.instance.web"), "\(shown)")
        try lab.destroy("direct")

        try FileManager.default.createDirectory(
          atPath: "/var/lib/bumpwire/direct.sqlite", withIntermediateDirectories: true)
        let blind = try Bumpwire.run("plan", source)
        #expect(blind.status == 0, "\(blind)")
        #expect(blind.errors.contains("may be others than `apply` assigns"), "\(blind)")
        let apply = try Bumpwire.run("apply", "--yes", source)
        #expect(apply.status == 69, "\(apply)")
        #expect(apply.errors.contains("nothing was changed"), "\(apply)")
        // It is said once, not by whoever else reads it meanwhile too.
        #expect(!apply.errors.contains("warning"), "\(apply)")
      }
    }

    @Test("saved plans that are junk, cut off, of another version or with hostile names")
    func hostile() async throws {
      try await Lab.run { lab in
        let (_, good) = try plan(in: lab)
        let text = try String(contentsOfFile: good, encoding: .utf8)
        let hostile = [
          "junk": "{\"observed_fingerprint\": [1, 2",
          "empty": "",
          "begun": String(text.prefix(40)),
          "cut": String(text.prefix(text.utf8.count / 2)),
          "other": "{\"observed_fingerprint\": \"0\", \"topology\": \"direct\"}",
          "version": text.replacing("\"format_version\" : \"", with: "\"format_version\" : \"9"),
          "climbing": text.replacing("bw.direct.", with: "../../bw.direct."),
          "foreign": text.replacing("bw.direct.app", with: "bw.other.app"),
          "control": text.replacing("bw.direct.app", with: "bw.direct.app\\u0007\\n"),
          "number": text.replacing("1500", with: "15e300"),
          "mtu": text.replacing("\"mtu\" : 1500", with: "\"mtu\" : -1"),
          "length": text.replacing(" 24\n", with: " 300\n"),
          "alias": text.replacing(
            "\"alias\" : \"direct/", with: "\"alias\" : \"" + String(repeating: "a", count: 70_000)),
          "timeout": text.replacing(
            "\"tcp_idle_timeout\" : 350", with: "\"tcp_idle_timeout\" : -1"),
          "include": text.replacing(
            "\"table inet bumpwire {", with: "\"include \\\"/etc/passwd\\\"\\ntable inet bumpwire {"
          ),
          "command": text.replacing("\\n}\\n\"", with: "\\n}\\nflush ruleset\\n\""),
        ]
        for (name, bytes) in hostile.sorted(by: { $0.key < $1.key }) {
          #expect(bytes != text, "\(name) changes nothing")
          let path = try lab.write(bytes, to: "\(name).json")
          for command in [["show", path], ["apply", "--yes", path]] {
            let result = try Bumpwire.run(command, seconds: 30)
            #expect(result.status == 65, "\(result)")
            #expect(result.errors.contains("error"), "\(result)")
            #expect(!(result.errors + result.output).contains("\u{7}"), "\(name)")
          }
        }
        // It says what its topology asks for, and its operations do not.
        let object = try #require(
          JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let operations = try #require(object["operations"] as? [Any])
        var edited = [0, 5, operations.count - 1].map { count in
          object.merging(["operations": Array(operations.prefix(count))]) { $1 }
        }
        var assignments = try #require(object["assignments"] as? [String: String])
        #expect(assignments.updateValue("10.0.21.77", forKey: "app/instance/web") != nil)
        edited.append(object.merging(["assignments": assignments]) { $1 })
        for document in edited {
          let file = try lab.write(
            String(decoding: try JSONSerialization.data(withJSONObject: document), as: UTF8.self),
            to: "edited.json")
          let result = try Bumpwire.run("apply", "--yes", file)
          #expect(result.status == 65, "\(result)")
          #expect(result.errors.contains("do not lead to what its own topology asks"), "\(result)")
        }
        // Only on a host does it show that the pair's other end is missing.
        let half = text.replacing("\"peer\" : \"eth0\"", with: "\"peer\" : \"eth1\"")
        try #require(half != text)
        let result = try Bumpwire.run("apply", "--yes", try lab.write(half, to: "half.json"))
        #expect(result.status == 65, "\(result)")
        #expect(result.errors.contains("is not its peer"), "\(result)")
        #expect(!lab.leftovers.contains { !$0.hasPrefix("file") })
      }
    }

    /// Saves a plan of the topology: both files' paths.
    private func plan(in lab: Lab) throws -> (source: String, plan: String) {
      let source = try lab.topology("Tests/EndToEndTests/Topologies/direct")
      let path = "\(lab.folder)/plan.json"
      let made = try Bumpwire.run("plan", source, "--out", path)
      try #require(made.status == 0, "\(made)")
      return (source, path)
    }
  }
}
