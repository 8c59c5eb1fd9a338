package import Diagnostics
import Verification

extension DifferenceReport {
  /// The document that `diff --format json` prints, `format_version` 1.0.
  package func json(toolVersion: String) -> JSONValue {
    [
      "format_version": "1.0", "tool_version": .string(toolVersion),
      "summary": [
        "resources_added": .integer(count(.added)), "resources_removed": .integer(count(.removed)),
        "resources_changed": .integer(count(.changed)),
        "resources_renamed": .integer(count(.renamed)),
        "pairs_compared": .integer(pairsCompared), "pairs_changed": .integer(pairsChanged),
        "pairs_by_category": .object(
          ChangeCategory.allCases.map { .init($0.rawValue, .integer(counts[$0] ?? 0)) }),
        "ends_added": .array(addedEnds.map { .string($0) }),
        "ends_removed": .array(removedEnds.map { .string($0) }),
      ],
      "resources": .array(resources.map(\.json)), "flows": .array(flows.map(\.json)),
    ]
  }

  package func count(_ action: ResourceChange.Action) -> Int {
    resources.count { $0.action == action }
  }
}

extension ResourceChange {
  fileprivate var json: JSONValue {
    [
      "action": .string(action.rawValue), "address": .string(address),
      "old_address": oldAddress.map { .string($0) } ?? .null,
      "attributes": .array(
        attributes.map {
          [
            "name": .string($0.name), "before": $0.before.map { .string($0) } ?? .null,
            "after": $0.after.map { .string($0) } ?? .null,
          ]
        }),
      "old_location": oldLocation?.json ?? .null, "location": location?.json ?? .null,
    ]
  }
}

extension FlowChange {
  fileprivate var json: JSONValue {
    [
      "category": .string(category.rawValue),
      "categories": .array(categories.map { .string($0.rawValue) }),
      "severity": .string(severity.rawValue), "message": .string(message),
      "pairs": .integer(pairs), "services_before": .array(servicesBefore.map { .string($0) }),
      "services_after": .array(servicesAfter.map { .string($0) }), "before": before.json,
      "after": after.json, "divergence": divergence?.json ?? .null,
      "old_location": oldLocation?.json ?? .null, "location": location?.json ?? .null,
    ]
  }
}

extension FlowChange.Divergence {
  fileprivate var json: JSONValue {
    [
      "direction": .string(isReply ? "return" : "forward"), "before": before?.json ?? .null,
      "after": after?.json ?? .null,
    ]
  }
}
