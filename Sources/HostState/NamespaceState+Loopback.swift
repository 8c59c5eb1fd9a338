import IPAddressing

extension NamespaceState {
  /// This state with `lo` as it is to be where that is listed of another: it is only listed where it is
  /// otherwise.
  package func naming(whatIsListedOf other: NamespaceState) -> NamespaceState {
    var copy = self
    if other.links[.loopback] != nil { copy.links[.loopback] = .loopback }
    return copy
  }
}

extension LinkState {
  /// `lo` as it is to be.
  ///
  /// Its alias is its namespace's business.
  package static let loopback = LinkState(
    kind: .foreign("loopback"), index: 1, macAddress: MACAddress(bits: 0), mtu: 65536, alias: "",
    group: 0, generatesLinkLocalAddress: true)
}
