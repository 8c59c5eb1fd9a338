import FoundationEssentials
import Planning

/// Plans in files.
enum SavedPlan {
  /// Whether a file is a plan rather than a topology: its name says `.json`, or its text has a plan's
  /// own key.
  static func isPlan(_ path: String) -> Bool {
    guard let data = RegularFile.read(path, limit: limit),
      data.first(where: { !$0.isWhitespace }) == UInt8(ascii: "{")
    else { return false }
    return String(decoding: data, as: UTF8.self).contains("\"observed_fingerprint\"")
  }

  static func read(_ path: String) throws -> Plan {
    guard let data = RegularFile.read(path, limit: limit) else {
      throw CommandFailure(.invalidInput, "`\(path)` is no file that can be read as a plan")
    }
    do {
      return try Plan(json: data)
    } catch let error as PlanOwnershipError {
      throw CommandFailure(.invalidInput, "`\(path)` is no plan of ours: \(error)")
    } catch {
      throw CommandFailure(
        .invalidInput, "`\(path)` is no plan: \(Self.reason(error))",
        help: "make one with `bumpwire plan FILE --out PLAN`")
    }
  }

  private static let limit = 256 << 20

  private static func reason(_ error: any Error) -> String {
    guard case .dataCorrupted(let context) = error as? DecodingError else {
      return "it lacks what a plan has"
    }
    return context.debugDescription
  }
}

extension UInt8 {
  fileprivate var isWhitespace: Bool { self == 0x20 || (0x09...0x0d).contains(self) }
}
