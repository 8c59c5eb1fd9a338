/// What the kernel knows an object by, kept apart from other kinds' names.
///
/// It is written and read as its text, as a dictionary's key too.
package protocol KernelName: Hashable, Sendable, Comparable, RawRepresentable, Codable,
  CodingKeyRepresentable, CustomStringConvertible
where RawValue == String {
  init(rawValue: String)
}

extension KernelName {
  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  package var description: String { rawValue }
}
