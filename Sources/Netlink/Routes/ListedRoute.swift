/// A route and the kernel's message that said so, without its `nlmsghdr`: sent back in a
/// `DeleteObject`, it selects exactly this route.
package struct ListedRoute: Hashable, Sendable {
  package var route: Route
  package var message: [UInt8]

  package init(route: Route, message: [UInt8]) {
    self.route = route
    self.message = message
  }
}
