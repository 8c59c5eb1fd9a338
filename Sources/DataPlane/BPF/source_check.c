// Ingress of a subnet's bridge, at the port of an instance or an appliance: AWS's source check.
// What a host sends has its own Ethernet and IP addresses, unless its `source_dest_check` is off;
// then only the Ethernet address counts. Nothing but IP and ARP passes, and to a group of hosts
// nothing but what finds neighbours: a VPC has no broadcast and no multicast. GENEVE to an appliance is
// for load balancers' nodes to send, which have no such port.
// https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html

#include "counters.h"
#include "kernel.h"
#include "packet.h"
#include "wire.h"

// On what passes, and cannot be brought from another namespace: the bridge drops what comes to a
// checked port without it, so that a port whose program is gone is closed.
#define CHECKED_MARK 0x7f000001

#define NEIGHBOR_ADVERTISEMENT 136
#define ROUTER_ADVERTISEMENT 134
#define REDIRECT 137

struct port {
  u8 mac[6];
  u8 checks_addresses;
  u8 is_appliance;
  // All zeros: none.
  be32 ipv4;
  u32 ipv6[4];
};

// By the index of the bridge's port. It has as many places as the loader needs, as each takes memory
// in every VPC, and so have the appliances.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, 1);
  __type(key, u32);
  __type(value, struct port);
} ports SEC(".maps");

// The appliances' addresses. The value is nothing.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, 1);
  __type(key, be32);
  __type(value, u32);
} appliances SEC(".maps");

// RFC 826, of Ethernet and IPv4.
struct arp {
  be16 hardware;
  be16 protocol;
  u8 hardware_size;
  u8 protocol_size;
  be16 operation;
  u8 sender_mac[6];
  be32 sender;
} PACKED;

INLINE bool is_equal_mac(const u8 *one, const u8 *other) {
  return !__builtin_memcmp(one, other, 6);
}

INLINE bool is_equal_ipv6(const u32 *one, const u32 *other) {
  return one[0] == other[0] && one[1] == other[1] && one[2] == other[2] && one[3] == other[3];
}

INLINE bool is_own_ipv6(const u32 *address, const struct port *port) {
  const u32 none[4] = {};
  return !is_equal_ipv6(port->ipv6, none) && is_equal_ipv6(address, port->ipv6);
}

INLINE bool is_link_local(const u32 *address) {
  return bpf_ntohl(address[0]) >> 22 == 0xfe80 >> 6;
}

// An address for ARP is the host's own, or 0 while it asks whether one is free (RFC 5227).
INLINE u32 check_arp(struct __sk_buff *skb, const struct port *port) {
  struct arp arp;
  if (bpf_skb_load_bytes(skb, ETHERNET_LENGTH, &arp, sizeof arp)) return DROP_MALFORMED;
  if (!is_equal_mac(arp.sender_mac, port->mac)) return DROP_SOURCE_MAC;
  return arp.sender == 0 || arp.sender == port->ipv4 ? DROP_REASONS : DROP_SOURCE_ADDRESS;
}

// A host speaks in neighbour discovery (RFC 4861) for itself, and never as a router.
static __noinline u32 check_neighbor_discovery(struct __sk_buff *skb, const struct port *port) {
  struct packet packet = {};
  u8 type;
  u32 target[4];
  if (!port || parse_packet(skb, ETHERNET_LENGTH, &packet)) return DROP_MALFORMED;
  if (packet.protocol != PROTOCOL_ICMPV6 || packet.flags & PACKET_LATER_FRAGMENT)
    return DROP_REASONS;
  if (bpf_skb_load_bytes(skb, packet.transport, &type, 1)) return DROP_MALFORMED;
  if (type == ROUTER_ADVERTISEMENT || type == REDIRECT) return DROP_SOURCE_ADDRESS;
  if (type != NEIGHBOR_ADVERTISEMENT) return DROP_REASONS;
  if (bpf_skb_load_bytes(skb, packet.transport + 8, target, sizeof target)) return DROP_MALFORMED;
  return is_link_local(target) || is_own_ipv6(target, port) ? DROP_REASONS : DROP_SOURCE_ADDRESS;
}

// GENEVE in UDP, or fragments that may be such, to an appliance: a program that returns what it gets
// to whoever sent it would answer another for ever.
INLINE bool is_geneve_to_appliance(struct __sk_buff *skb, const struct ipv4 *ip) {
  be32 destination = ip->destination;
  be16 port;
  if (ip->protocol != PROTOCOL_UDP) return false;
  if (!(ip->fragment & bpf_htons(IPV4_MORE_FRAGMENTS | IPV4_FRAGMENT_OFFSET))) {
    u32 at = ETHERNET_LENGTH + (ip->version_and_words & 0xf) * 4;
    if (bpf_skb_load_bytes(skb, at + __builtin_offsetof(struct udp, destination), &port,
                           sizeof port) ||
        port != bpf_htons(GENEVE_PORT))
      return false;
  }
  return bpf_map_lookup_elem(&appliances, &destination);
}

INLINE u32 check_ipv6(struct __sk_buff *skb, const struct port *port) {
  struct ipv6 ip;
  const u32 none[4] = {};
  if (bpf_skb_load_bytes(skb, ETHERNET_LENGTH, &ip, sizeof ip)) return DROP_MALFORMED;
  if (port->checks_addresses && !is_own_ipv6(ip.source, port)) {
    // Of the link only: nothing that a router would forward.
    bool is_of_link = is_link_local(ip.source) || is_equal_ipv6(ip.source, none);
    bool stays = is_link_local(ip.destination) || bpf_ntohl(ip.destination[0]) >> 24 == 0xff;
    if (!is_of_link || !stays) return DROP_SOURCE_ADDRESS;
  }
  if (ip.next_header == PROTOCOL_TCP || ip.next_header == PROTOCOL_UDP) return DROP_REASONS;
  return check_neighbor_discovery(skb, port);
}

// An Ethernet address of several hosts.
INLINE bool is_group(const u8 *mac) { return mac[0] & 1; }

// Whether an IPv6 packet is what hosts tell each other about themselves: of multicast listener
// discovery or neighbour discovery, which are 130 to 137 and 143 of ICMPv6.
static __noinline bool is_link_control(struct __sk_buff *skb) {
  struct packet packet = {};
  u8 type;
  if (parse_packet(skb, ETHERNET_LENGTH, &packet) || packet.protocol != PROTOCOL_ICMPV6 ||
      packet.flags & PACKET_LATER_FRAGMENT || bpf_skb_load_bytes(skb, packet.transport, &type, 1))
    return false;
  return (type >= 130 && type <= 137) || type == 143;
}

SEC("tc")
int source_check(struct __sk_buff *skb) {
  u32 link = skb->ifindex;
  struct port *port = bpf_map_lookup_elem(&ports, &link);
  if (!port) return drop(DROP_UNKNOWN_LINK);
  if (skb->vlan_present) return drop(DROP_ETHERNET_TYPE);
  struct {
    struct ethernet ethernet;
    struct ipv4 ip;
  } PACKED head;
  if (skb->protocol == bpf_htons(ETHERNET_IPV4)) {
    if (bpf_skb_load_bytes(skb, 0, &head, sizeof head)) return drop(DROP_MALFORMED);
    if (!is_equal_mac(head.ethernet.source, port->mac)) return drop(DROP_SOURCE_MAC);
    if (port->checks_addresses && (!port->ipv4 || head.ip.source != port->ipv4))
      return drop(DROP_SOURCE_ADDRESS);
    if (is_group(head.ethernet.destination)) return drop(DROP_LINK_SCOPE);
    if (is_geneve_to_appliance(skb, &head.ip)) return drop(DROP_GENEVE_PEER);
    skb->mark = CHECKED_MARK;
    return TC_ACT_OK;
  }
  u32 reason = DROP_ETHERNET_TYPE;
  if (bpf_skb_load_bytes(skb, 0, &head.ethernet, sizeof head.ethernet))
    return drop(DROP_MALFORMED);
  if (!is_equal_mac(head.ethernet.source, port->mac)) return drop(DROP_SOURCE_MAC);
  if (skb->protocol == bpf_htons(ETHERNET_IPV6))
    reason = check_ipv6(skb, port);
  else if (skb->protocol == bpf_htons(ETHERNET_ARP))
    reason = check_arp(skb, port);
  if (reason == DROP_REASONS && skb->protocol == bpf_htons(ETHERNET_IPV6) &&
      is_group(head.ethernet.destination) && !is_link_control(skb))
    reason = DROP_LINK_SCOPE;
  if (reason != DROP_REASONS) return drop(reason);
  skb->mark = CHECKED_MARK;
  return TC_ACT_OK;
}
