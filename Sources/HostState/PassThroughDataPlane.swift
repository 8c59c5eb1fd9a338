/// A `pass_through` appliance: a program that returns each GENEVE packet as it came, outer
/// addresses swapped.
package struct PassThroughDataPlane: Hashable, Sendable, Codable {
  package var link: LinkName
  package var linkIndex: Int32
  /// The TCP port at which the agent answers health probes, while the program is attached.
  package var healthPort: Int

  private enum CodingKeys: String, CodingKey {
    case link
    case linkIndex = "link_index"
    case healthPort = "health_port"
  }

  package init(link: LinkName, linkIndex: Int32, healthPort: Int) {
    self.link = link
    self.linkIndex = linkIndex
    self.healthPort = healthPort
  }
}
