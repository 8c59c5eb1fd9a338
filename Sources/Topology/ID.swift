/// A dense index into one of `Topology`'s arrays; the element type keeps kinds apart.
package struct ID<Element>: Hashable, Sendable, Comparable {
  package let rawValue: Int32

  package init(_ index: Int) { rawValue = Int32(index) }

  package var index: Int { Int(rawValue) }

  package static func < (left: ID, right: ID) -> Bool { left.rawValue < right.rawValue }
}
