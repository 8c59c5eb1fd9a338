import Diagnostics
import IPAddressing
import Topology

/// Lines of one table of the file to write, and what they do to every table that they stand for.
struct TableRewrite: Hashable, Sendable {
  enum Place: Hashable, Sendable {
    /// A declared table: the members of a zonal one are one table in the file.
    case declared([Table])
    /// A VPC's implicit main table, which gets a declaration.
    case main(ID<VPC>)
    /// A gateway's edge table, which is declared and associated.
    case edge(ID<VPC>, Gateway)
  }

  struct Line: Hashable, Sendable {
    let destination: String
    let target: String

    var text: String { "\(destination): \(target)" }
  }

  /// What stands in place of a line: nothing, one line, or several where it stood for more than one
  /// route.
  struct Replacement: Hashable, Sendable {
    enum Successor: Hashable, Sendable {
      /// The same destination, however it is written, with this target.
      case target(String)
      case lines([Line])
    }

    let line: SourceRange
    let successor: Successor
  }

  struct Change: Hashable, Sendable {
    let destination: Prefix
    /// Nil removes the route.
    let nextHop: NextHop?
  }

  /// What changes in one table, or in the part of it that becomes one zone's.
  struct Member: Hashable, Sendable {
    let table: Table
    /// Of the subnets that get a table of their own; nil when the table stays one.
    let zone: ID<Zone>?
    let routes: [Change]
  }

  let place: Place
  let added: [Line]
  let replaced: [Replacement]
  let changes: [Member]
}
