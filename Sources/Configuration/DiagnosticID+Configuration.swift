package import Diagnostics

extension DiagnosticID {
  /// A construct has no such key.
  package static let unknownKey = DiagnosticID("unknown-key")
  /// A key that a construct requires is not there.
  package static let missingKey = DiagnosticID("missing-key")
  /// Two keys that exclude each other stand side by side.
  package static let conflictingKeys = DiagnosticID("conflicting-keys")
  /// A key of the top file stands in an included file.
  package static let misplacedKey = DiagnosticID("misplaced-key")
  /// A value is of another type than its key asks for.
  package static let wrongType = DiagnosticID("wrong-type")
  /// A value is of the right type, and none of those that are allowed.
  package static let invalidValue = DiagnosticID("invalid-value")
  /// A word without quotes that YAML tools read as a truth value or as nothing.
  package static let ambiguousWord = DiagnosticID("ambiguous-word")
  /// A time is no number with `ms`, `s`, `m` or `h`.
  package static let invalidDuration = DiagnosticID("invalid-duration")
  /// An address is no IPv4 or IPv6 address.
  package static let invalidAddress = DiagnosticID("invalid-address")
  /// A CIDR is no address and length.
  package static let invalidCIDR = DiagnosticID("invalid-cidr")
  /// A CIDR has bits set to the right of its length.
  package static let hostBits = DiagnosticID("host-bits")
  /// A CIDR or an address is of the other family than its key asks for.
  package static let wrongFamily = DiagnosticID("wrong-family")
  /// A name has other characters than names may have, or is too long.
  package static let invalidName = DiagnosticID("invalid-name")
  /// A name is a word of the grammar of resource addresses.
  package static let reservedName = DiagnosticID("reserved-name")
  /// Two things of one kind have the same name.
  package static let duplicateName = DiagnosticID("duplicate-name")
  /// A route's destination is no CIDR, subnet or prefix list.
  package static let invalidDestination = DiagnosticID("invalid-destination")
  /// A route's target is none of the words and kinds that a route may name.
  package static let invalidTarget = DiagnosticID("invalid-target")
  /// The file is written for another version of the language.
  package static let unsupportedVersion = DiagnosticID("unsupported-version")
  /// An `include` leaves the top file's folder, or includes a file that is being read already.
  package static let invalidInclude = DiagnosticID("invalid-include")
}
