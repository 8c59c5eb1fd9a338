import Diagnostics
import IPAddressing
import YAMLSyntax

extension ValueType where Value == RouteList {
  /// The routes of a VPC's table.
  package static let routes = routes(
    targets: RouteTargetReference.Kind.allCases.filter { $0 != .attachment })

  /// The routes of a transit gateway's table.
  package static let transitGatewayRoutes = routes(targets: [.attachment, .blackhole])

  private static func routes(targets: [RouteTargetReference.Kind]) -> ValueType {
    let noun = "a map from destinations, each to its target"
    return ValueType(
      noun: noun,
      schema: {
        [
          "type": "object",
          "propertyNames": ["type": "string", "pattern": .string(Self.destinationPattern)],
          "additionalProperties": [
            "type": "string", "pattern": .string(Self.targetPattern(targets)),
          ],
        ]
      },
      decode: { node, decoder in
        guard decoder.tree.kind(of: node) == .mapping else {
          decoder.refuseType(node, expected: noun, help: "write `DESTINATION: TARGET` lines")
          return nil
        }
        let entries = decoder.tree.entries(of: node)
        var reader = RouteReader(
          allowed: targets, fileIndex: decoder.fileIndex, expecting: entries.count)
        for entry in entries { reader.read(entry, &decoder) }
        return reader.list
      })
  }

  private static let destinationPattern =
    "^(\(CIDRSchema.pattern(nil))|([a-z0-9_-]+/)?subnet/[a-z0-9_-]+|prefix_list/[a-z0-9_-]+)$"

  private static func targetPattern(_ targets: [RouteTargetReference.Kind]) -> String {
    let words = targets.map {
      $0.isNamed ? "\($0.rawValue)/[a-z0-9_-]+\($0.isZonal ? "(@zone)?" : "")" : $0.rawValue
    }
    return "^(\(words.joined(separator: "|")))$"
  }
}
