package import Diagnostics
import IPAddressing

extension VerificationReport {
  /// The document that `validate --format json` prints, `format_version` 1.0.
  package func json(toolVersion: String) -> JSONValue {
    [
      "format_version": "1.0", "tool_version": .string(toolVersion),
      "summary": [
        "errors": .integer(count(.error)), "warnings": .integer(count(.warning)),
        "notes": .integer(count(.note)), "pairs_proved": .integer(pairsProved),
        "pairs_unconnected": .integer(pairsUnconnected),
        "pairs_asymmetric": .integer(pairsUnproved.asymmetric),
        "pairs_lost": .integer(pairsUnproved.lost),
        "pairs_undecided": .integer(pairsUnproved.undecided),
        "not_modelled": .array(notModelled.map { .string($0) }),
        "not_looked_for": .array(notLookedFor.map { .string($0.rawValue) }),
        "flow_classes": .integer(flowClasses), "hosts": .integer(hosts),
        "cross_checked": ["hosts": .integer(crossChecked.hosts), "of": .integer(crossChecked.of)],
        "excluded_subnets": .array(excludedSubnets.map { .string($0) }),
      ],
      "findings": .array(findings.map(\.json)),
    ]
  }
}

extension Finding {
  /// A parse, type or reference error as a finding about no flow.
  package init(_ problem: Diagnostic) {
    self.init(
      id: problem.id, severity: problem.severity, message: problem.message,
      location: problem.range, related: problem.notes, help: problem.help)
  }

  package var json: JSONValue {
    [
      "id": .string(id.rawValue), "effects": .array(effects.map { .string($0.rawValue) }),
      "severity": .string(severity.rawValue), "message": .string(message),
      "location": location?.json ?? .null,
      "related": .array(
        related.map {
          ["location": $0.range?.json ?? .null, "message": .string($0.message)]
        }), "pairs": .integer(pairs), "flow": flow?.json ?? .null,
      "forward": .array(forward.map(\.json)), "return": .array(self.return.map(\.json)),
      "help": help.map { .string($0) } ?? .null,
      "repair": .array(
        repairs.map {
          [
            "edit": .string($0.edit), "location": $0.location.json,
            "verified": .boolean($0.verified),
          ]
        }),
    ]
  }
}

extension ReportedFlow {
  package var json: JSONValue {
    [
      "protocol": .string(self.protocol), "source": .string(source),
      "source_address": .string(sourceAddress.description), "destination": .string(destination),
      "destination_address": .string(destinationAddress.description),
      "destination_port": destinationPort.map { .integer($0) } ?? .null,
    ]
  }
}

extension Hop {
  package var json: JSONValue {
    [
      "at": .string(at), "table": table.map { .string($0) } ?? .null,
      "prefix": prefix.map { .string($0.description) } ?? .null, "target": .string(target),
      "zone": zone.map { .string($0) } ?? .null, "location": location?.json ?? .null,
    ]
  }
}

extension SourceRange {
  package var json: JSONValue {
    [
      "file": .string(file), "line": .integer(start.line), "column": .integer(start.column),
      "end_line": .integer(end.line), "end_column": .integer(end.column),
    ]
  }
}
