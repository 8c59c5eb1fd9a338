package import Diagnostics
package import YAMLSyntax

/// A topology as written: its declarations, and the texts that they stand in.
package struct TopologyDocument: Sendable {
  package var declaration: TopologyDeclaration
  /// The top file first, then the included ones as they were read.
  package var trees: [SyntaxTree]
  /// Words of what was refused while reading: who refers to them makes no mistake of his own.
  package var lostWords: Set<String>
  /// The folder of the top file.
  package var directory: String

  package var files: [SourceFile] { trees.map(\.file) }

  /// The whole line of a route: from its destination to the end of its target.
  package func range(of route: RouteList.Route, in list: RouteList) -> SourceRange {
    trees[list.fileIndex].range(of: route)
  }

  package func destinationRange(of route: RouteList.Route, in list: RouteList) -> SourceRange {
    trees[list.fileIndex].range(of: route.key)
  }

  package func targetRange(of route: RouteList.Route, in list: RouteList) -> SourceRange {
    trees[list.fileIndex].range(of: route.value)
  }
}

extension SyntaxTree {
  /// The whole line of a route of this file.
  package func range(of route: RouteList.Route) -> SourceRange {
    range(of: (key: route.key, value: route.value))
  }
}
