import Configuration

/// Who uses the route tables of one VPC, by the tables' names.
struct TableUsers {
  /// The `route_table` of a gateway.
  var edges: [String: Located<String>] = [:]
  var main: Located<String>?
  var subnets: [String: [ID<Subnet>]] = [:]
}
