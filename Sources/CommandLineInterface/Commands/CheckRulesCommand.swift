import ArgumentParser
import Glibc
import Lowering
import Netlink
import NFTables

/// `bumpwire check-rules`: tries firewall rules out, in a process of their own.
struct CheckRulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-rules",
    abstract: "Ask nftables what it has against the rules on standard input.",
    shouldDisplay: false)

  /// Nobody waits longer for a text that keeps libnftables busy.
  private static let seconds: UInt32 = 20

  /// A text may unfold to any size.
  private static let memory: rlim_t = 2 << 30

  @OptionGroup var color: ColorOptions

  func run() throws {
    try CommandRunner.run(color) { console in
      alarm(Self.seconds)
      var limit = rlimit(rlim_cur: Self.memory, rlim_max: Self.memory)
      setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
      guard let data = RegularFile.read("/proc/self/fd/0", limit: 1 << 20) else {
        throw CommandFailure(.usage, "standard input is no file")
      }
      let text = String(decoding: data, as: UTF8.self)
      do throws(NetlinkError) {
        guard let refusal = try RulesetCheck.refusal(of: text, links: Self.links) else {
          return .success
        }
        console.write(refusal)
        return .failure
      } catch {
        console.write("\(error)")
        return .unavailable
      }
    }
  }

  /// What rules may name in an appliance's namespace.
  private static let links = [LinkReference(index: 2, name: Lowering.hostLink)]
}
