/// Which settings of a link are switched off that could be on.
package struct LinkFeatures: Hashable, Sendable {
  package var linkIndex: Int32
  package var disabled: Set<LinkFeature>

  package init(linkIndex: Int32, disabled: Set<LinkFeature>) {
    self.linkIndex = linkIndex
    self.disabled = disabled
  }
}
