import Foundation
import TestSupport
import Testing

extension KernelTests {
  @Suite("Under systemd, as the system's manager")
  struct SystemManagerTests {
    private static let source = "Tests/EndToEndTests/Topologies/direct"

    /// Boots, runs a script when the unit is up, and powers off.
    ///
    /// - Returns: What the script wrote.
    private func boot(_ folder: String, _ script: String) throws -> String {
      try Data(script.utf8).write(to: URL(filePath: "\(folder)/probe.sh"))
      try? FileManager.default.removeItem(atPath: "\(folder)/probe.log")
      let manager = try RunningCommand([
        Repository.path("Tests/EndToEndTests/Topologies/systemd/boot.sh"), folder, folder,
      ])
      let result = manager.wait(seconds: 120)
      #expect(result.status == 0, "\(result)")
      return try String(contentsOfFile: "\(folder)/probe.log", encoding: .utf8)
    }

    @Test("applied at boot, reloaded in place, destroyed when stopped, kept when powered off")
    func unit() async throws {
      try await Lab.run { lab in
        let folder = "\(lab.folder)/machine"
        let etc = "\(folder)/etc/bumpwire/direct"
        try Shell.run("mkdir -p \(etc)")
        for name in ["topology.yaml", "firewall.nft"] {
          try Shell.run("cp \(Repository.path("\(Self.source)/\(name)")) \(etc)/\(name)")
        }
        let unit = try String(
          contentsOfFile: Repository.path("packaging/bumpwire@.service"), encoding: .utf8)
        let program = Bumpwire.executable
        try Data(
          unit.replacing("@BINDIR@/bumpwire", with: program).utf8
        ).write(to: URL(filePath: "\(folder)/bumpwire@.service"))
        let file = "/etc/bumpwire/direct/topology.yaml"
        let isThere = "\(program) plan --detailed-exitcode \(file) >/dev/null; echo plan $?\n"

        let first = try boot(
          folder,
          """
          systemctl show -p ActiveState -p Result bumpwire@direct
          \(isThere)
          sed -i s/203.0.113.20/203.0.113.21/ \(file)
          systemctl reload bumpwire@direct; echo reload $?
          \(isThere)
          systemctl stop bumpwire@direct; echo stop $?
          ls /run/netns /var/lib/bumpwire
          systemctl start bumpwire@direct; echo start $?

          """)
        for words in ["ActiveState=active", "Result=success", "reload 0", "stop 0", "start 0"] {
          #expect(first.contains(words), "\(words): \(first)")
        }
        #expect(first.components(separatedBy: "plan 0").count == 3, "\(first)")
        #expect(!first.contains("bw.") && !first.contains("direct.sqlite"), "\(first)")

        let database = "\(folder)/var/bumpwire/direct.sqlite"
        #expect(access(database, F_OK) == 0)
        let second = try boot(folder, isThere)
        #expect(second.contains("plan 0"), "\(second)")
        #expect(access(database, F_OK) == 0)
        lab.expectNothingLeft()
      }
    }
  }
}
