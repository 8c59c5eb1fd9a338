/// Where a kernel object comes from, for plans and for errors that the kernel answers with.
package struct Origin: Hashable, Sendable, Codable {
  /// The resource's address, such as `app/route_table/alb-a[0.0.0.0/0]`.
  package var resource: String
  /// `file:line:column` of what made it; nil where no line did.
  package var place: String?

  package init(resource: String, place: String? = nil) {
    self.resource = resource
    self.place = place
  }
}
