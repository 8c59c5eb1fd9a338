package import IPAddressing

/// Everything outside all VPCs and attached networks, with the lab's own hosts on it.
package struct Internet: Sendable {
  /// Where the hosts live: 198.51.100.0/24 and 2001:db8:ffff:ffff::/64 unless given.
  package var ipv4: Prefix
  package var ipv6: Prefix
  package var hosts: [InternetHost]

  package init(ipv4: Prefix, ipv6: Prefix, hosts: [InternetHost] = []) {
    self.ipv4 = ipv4
    self.ipv6 = ipv6
    self.hosts = hosts
  }
}
