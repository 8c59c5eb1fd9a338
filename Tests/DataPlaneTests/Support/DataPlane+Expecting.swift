import DataPlane
import Foundation
import HostState
import Testing

extension DataPlane {
  /// Expects exactly these drops in the namespaces together, as soon as the packets that were sent
  /// have been worked on, which the kernel may put off.
  func expectDrops(
    _ expected: [DropReason: UInt64], _ namespaces: [NamespaceName],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var found: [DropReason: UInt64] = [:]
    for _ in 0..<5000 {
      found = try namespaces.map { try drops($0) }.reduce(into: [:]) {
        $0.merge($1, uniquingKeysWith: +)
      }
      if found == expected { break }
      poll(nil, 0, 1)
    }
    #expect(found == expected, sourceLocation: sourceLocation)
  }
}
