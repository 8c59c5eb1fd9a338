import Configuration
import Diagnostics
import FoundationEssentials
import Glibc
import HostState
import Lowering
import NFTables
import Observation
import Planning
import Threads
import Topology
import Verification

/// From a topology file to the host that it asks for.
struct DesiredHostReader {
  /// What `apply` and `plan` do about findings of severity error.
  enum FindingPolicy {
    case refuse, allow
    /// They were judged before.
    case ignore
  }

  let console: Console
  let findings: FindingPolicy
  /// Whether nftables' own wording is needed, to compare with a host's.
  let isCompared: Bool
  /// What is read instead of files.
  var texts: FileAccess?
  /// Is told every finding besides; where nobody is, a failure says those that led to it.
  var report: (([Finding]) -> Void)?

  /// - Parameter assignments: What was assigned before, by topology's name.
  func read(
    _ path: String, assignments: (String) throws -> Assignments
  ) throws -> DesiredHost {
    var known = Assignments.none
    let loader = TopologyLoader(console: console, texts: texts, report: report)
    let (topology, resolution) = try loader.load(path) { name in
      known = try assignments(name)
      return known
    }
    let (verdict, lowered) = Parallel.both(
      {
        findings == .ignore ? nil : Result { try ValidationView(console: console).judge(topology) }
      },
      { Lowering.lower(topology, keeping: known.numbers) })
    if let verdict { try accept(verdict.get(), of: topology) }
    DiagnosticView(console: console).show(lowered.diagnostics, files: resolution.files)
    let obstacles = lowered.diagnostics.map { Finding($0) }
    report?(obstacles)
    if lowered.diagnostics.contains(where: { $0.severity == .error }) {
      throw CommandFailure(
        .unavailable, "`\(path)` cannot be built on a host; nothing was changed",
        findings: report == nil ? obstacles : [])
    }
    let files = resolution.files.map {
      PlanSource.File(
        path: $0.path, absolutePath: Self.absolute($0.path),
        text: String(decoding: $0.bytes, as: UTF8.self))
    }
    return DesiredHost(
      state: isCompared ? try canonical(lowered.state) : lowered.state, origins: lowered.origins,
      source: PlanSource(files: files),
      assignments: Assignments(addresses: resolution.assignments, numbers: lowered.numbers))
  }

  /// Of a file that was named from the working directory; nil for what is no file there.
  private static func absolute(_ path: String) -> String? {
    guard !path.hasPrefix("/"), access(path, F_OK) == 0 else { return nil }
    return FileManager.default.currentDirectoryPath + "/" + path
  }

  private func accept(_ verdict: VerificationReport, of topology: Topology) throws {
    let errors = verdict.count(.error)
    guard errors > 0 else { return }
    ValidationView(console: console).showFindings(verdict, of: topology)
    report?(verdict.findings)
    guard findings == .refuse else { return }
    throw CommandFailure(
      .failure,
      "validation found \(errors) error\(errors == 1 ? "" : "s"); nothing was changed",
      help: "correct the topology, or build it all the same with `--allow-findings`",
      findings: report == nil ? verdict.findings : [])
  }

  private func canonical(_ state: HostState) throws -> HostState {
    try FileDescriptors.require()
    do throws(ObservationError) {
      return try state.canonicalised(by: CanonicalTables())
    } catch {
      guard case .nftables(let refusal, _) = error, refusal.shortage == nil else {
        throw CommandFailure(
          .unavailable, "nftables cannot be asked about the tables: \(error); nothing was changed")
      }
      throw CommandFailure(
        .invalidInput, "a firewall's rules are refused: \(error)",
        help: "correct the file that `rules` names; `nft --check --file FILE` checks it by itself")
    }
  }
}
