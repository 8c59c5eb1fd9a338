/// A `pass_through` appliance: a program that returns each GENEVE packet as it came, outer
/// addresses swapped.
package struct PassThroughDataPlane: Hashable, Sendable, Codable {
  package var link: LinkName
  package var linkIndex: Int32

  package init(link: LinkName, linkIndex: Int32) {
    self.link = link
    self.linkIndex = linkIndex
  }
}
