import Diagnostics
import FoundationEssentials
import Glibc
import NFTables
import RunDirectory
import Topology

/// Holds the firewalls' rules against nftables itself, before anything is built.
struct FirewallRulesCheck {
  private(set) var diagnostics: [Diagnostic] = []
  /// Why nftables could not be asked; nil when it could.
  private(set) var obstacle: String?

  init(_ topology: Topology) {
    var known: Set<String> = []
    for group in topology.applianceGroups where !isOutOfTime {
      guard case .firewall(let rules) = group.appliance, known.insert(rules.file.path).inserted
      else { continue }
      check(rules)
    }
  }

  /// Whether one text kept libnftables busy to the end of its time: many would take hours.
  private var isOutOfTime = false

  private mutating func check(_ rules: FirewallRules) {
    do throws(RunDirectoryError) {
      let (ending, output) = try OwnProgram.run(["check-rules"], input: Data(rules.file.bytes))
      switch ending {
      case .exited(ExitStatus.success.rawValue): break
      case .exited(ExitStatus.failure.rawValue):
        diagnostics += RulesetFault.faults(in: output).map { diagnostic($0, rules) }
      case .exited: obstacle = output.isEmpty ? "nftables could not be asked" : output
      case .killed(let signal):
        isOutOfTime = signal == SIGALRM
        let what = isOutOfTime ? "takes too long over" : "crashes on"
        diagnostics.append(
          diagnostic(RulesetFault(place: nil, message: "libnftables \(what) them"), rules))
      }
    } catch {
      obstacle = "\(error)"
    }
  }

  private func diagnostic(_ fault: RulesetFault, _ rules: FirewallRules) -> Diagnostic {
    let named = Diagnostic.Note("the rules are named here", at: rules.source)
    guard let place = fault.place, let range = rules.file.range(of: place) else {
      return Diagnostic(
        .error, .firewallRulesRefused,
        "nftables refuses the rules in `\(rules.file.path)`: \(fault.message)", at: rules.source)
    }
    return Diagnostic(
      .error, .firewallRulesRefused, "nftables refuses this rule: \(fault.message)", at: range,
      notes: [named])
  }
}

extension DiagnosticID {
  /// nftables refuses a firewall's rules.
  static let firewallRulesRefused = DiagnosticID("firewall-rules-refused")
}

extension SourceFile {
  /// The characters that bytes of a line belong to; nil when there is no such line.
  fileprivate func range(of place: RulesetFault.Place) -> SourceRange? {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.indices.contains(place.line - 1) else { return nil }
    let line = lines[place.line - 1]
    func column(_ byte: Int) -> Int {
      line.prefix(max(byte - 1, 0)).count { $0 & 0xc0 != 0x80 } + 1
    }
    let start = column(place.columns.lowerBound)
    return SourceRange(
      file: path, start: SourcePosition(line: place.line, column: start),
      end: SourcePosition(
        line: place.line, column: max(column(place.columns.upperBound + 1), start + 1)))
  }
}
