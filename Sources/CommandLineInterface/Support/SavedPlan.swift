import Diagnostics
import FoundationEssentials
import Glibc
import HostState
import Planning
import Topology

/// Plans in files.
enum SavedPlan {
  /// Whether a file is a plan rather than a topology: its text has a plan's own key, or its name ends
  /// in `.json` and its text lacks a topology's, as when a plan was cut off.
  static func isPlan(_ path: String) -> Bool {
    guard let data = RegularFile.read(path, limit: limit) else { return false }
    return hasOwnKey(data)
      || path.hasSuffix(".json") && !String(decoding: data, as: UTF8.self).contains("\"bumpwire\"")
  }

  /// Whether a text, of a plan or cut off, has a plan's own key.
  static func hasOwnKey(_ data: some Collection<UInt8>) -> Bool {
    // What other tools write may begin with a byte order mark.
    let start = data.starts(with: [0xef, 0xbb, 0xbf]) ? data.dropFirst(3) : data[...]
    return start.first { !$0.isWhitespace } == UInt8(ascii: "{")
      && String(decoding: data, as: UTF8.self).contains("\"observed_fingerprint\"")
  }

  /// Refuses to replace what is no plan: the topology itself is a slip away.
  static func requireReplaceable(_ path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0,
      RegularFile.read(path, limit: limit).map({ hasOwnKey($0) }) != true
    else { return }
    throw CommandFailure(
      .usage, "`\(path)` is there already and is no plan: it was left as it is",
      help: "give the plan another name, or remove that file first")
  }

  static func read(_ path: String) throws -> Plan {
    guard let data = RegularFile.read(path, limit: limit) else {
      throw CommandFailure(
        .invalidInput,
        "`\(path)` cannot be read as a plan: \(RegularFile.obstacle(path, limit: limit))",
        help: "make one with `bumpwire plan FILE --out PLAN`")
    }
    do {
      let plan = try Plan(json: data)
      try plan.checkTables()
      return plan
    } catch let error as PlanFileError {
      throw CommandFailure(.invalidInput, "`\(path)` is no plan of ours: \(error)")
    } catch {
      throw CommandFailure(
        .invalidInput, "`\(path)` is no plan: \(Self.reason(error, in: data))",
        help: "make one with `bumpwire plan FILE --out PLAN`")
    }
  }

  private static let limit = 256 << 20

  private static func reason(_ error: any Error, in data: Data) -> String {
    if let fault = JSONSyntaxFault(in: [UInt8](data)) { return "\(fault)" }
    return switch error as? DecodingError {
    case .dataCorrupted(let context)?: context.debugDescription
    case .keyNotFound(let key, let context)?:
      "\(place(context)) lacks `\(key.stringValue.escapingControlCharacters)`"
    case .typeMismatch(_, let context)?, .valueNotFound(_, let context)?:
      "\(place(context)) is not what a plan has there"
    default: "it lacks what a plan has"
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    guard !context.codingPath.isEmpty else { return "it" }
    let names = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
    return "`\(names.joined(separator: ".").escapingControlCharacters)`"
  }
}

extension Plan {
  /// Checks that what nftables would be given are tables and no other commands.
  fileprivate func checkTables() throws(PlanFileError) {
    for change in operations.flatMap(\.changes) {
      guard case .nftablesTable(let name) = change.object.kind else { continue }
      for case .nftablesTable(let text)? in [change.before, change.after]
      where !FirewallRules.isTable(text, named: name) {
        throw PlanFileError(
          description: "\(change.object.namespace): `\(name)` is more than that table")
      }
    }
  }
}

extension UInt8 {
  fileprivate var isWhitespace: Bool { self == 0x20 || (0x09...0x0d).contains(self) }
}
