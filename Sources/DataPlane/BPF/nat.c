// An internet gateway's stateless 1:1 NAT on its internet-side link: `nat_in` at TCX ingress gives
// public destinations their private address, `nat_out` at TCX *egress* gives private sources their
// public one. At egress because the gateway's own ICMP errors pass only there. Addresses quoted in
// ICMP errors are translated too (RFC 5508), without which path MTU discovery is dead.
// IPv6 is not translated, but leaves with a source of the VPC only. In neither family do packets come
// in that claim to be the VPC's own (AWS's IGW_REJECTS_SPOOFED_TRAFFIC of Reachability Analyzer).

#include "counters.h"
#include "packet.h"

#define MOST_ADDRESSES 16384
// AWS allows 50 of each family.
#define MOST_CIDRS 128

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, MOST_ADDRESSES);
  __type(key, be32);
  __type(value, be32);
} public_to_private SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, MOST_ADDRESSES);
  __type(key, be32);
  __type(value, be32);
} private_to_public SEC(".maps");

struct cidr {
  u32 bits;  // of what follows
  u32 family;
  u32 address[4];
};

#define FAMILY_BITS 32

// The VPC's own. The value is nothing.
struct {
  __uint(type, BPF_MAP_TYPE_LPM_TRIE);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, MOST_CIDRS);
  __type(key, struct cidr);
  __type(value, u32);
} vpc_cidrs SEC(".maps");

#define TCP_CHECKSUM 16
#define UDP_CHECKSUM 6
#define ICMP_CHECKSUM 2

#define IP_AT ETHERNET_LENGTH
#define IP_CHECKSUM_AT (IP_AT + __builtin_offsetof(struct ipv4, checksum))

// Adds the change of one address to a checksum that covers it (RFC 1624, equation 3).
INLINE be16 adjust_checksum(be16 checksum, be32 old, be32 new) {
  u32 sum = (u16)~checksum;
  sum += (u16)~old;
  sum += (u16)~(old >> 16);
  sum += (u16)new;
  sum += (u16)(new >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return (be16)~sum;
}

// Translates the packet that an ICMP error quotes, whose addresses are the other way round: the
// error's destination is the quoted source. The quoted header stays valid in itself, so the
// ICMP checksum does not change by it; by a quoted TCP or UDP checksum it does.
INLINE int translate_quoted(struct __sk_buff *skb, u32 icmp, const struct ipv4 *quoted,
                            be32 old, be32 new, bool is_source) {
  u32 at = icmp + 8;
  u32 address_at = at + (is_source ? __builtin_offsetof(struct ipv4, source)
                                   : __builtin_offsetof(struct ipv4, destination));
  if (bpf_l3_csum_replace(skb, at + __builtin_offsetof(struct ipv4, checksum), old, new, 4) ||
      bpf_skb_store_bytes(skb, address_at, &new, sizeof new, 0))
    return -1;
  if (quoted->fragment & bpf_htons(IPV4_FRAGMENT_OFFSET)) return 0;

  u32 checksum_at = at + (quoted->version_and_words & 0xf) * 4;
  if (quoted->protocol == PROTOCOL_TCP)
    checksum_at += TCP_CHECKSUM;
  else if (quoted->protocol == PROTOCOL_UDP)
    checksum_at += UDP_CHECKSUM;
  else
    return 0;
  be16 checksum;
  // Eight quoted bytes do not reach TCP's; a UDP checksum of 0 is none.
  if (bpf_skb_load_bytes(skb, checksum_at, &checksum, sizeof checksum)) return 0;
  if (quoted->protocol == PROTOCOL_UDP && checksum == 0) return 0;
  be16 adjusted = adjust_checksum(checksum, old, new);
  if (bpf_skb_store_bytes(skb, checksum_at, &adjusted, sizeof adjusted, 0)) return -1;
  return bpf_l4_csum_replace(skb, icmp + ICMP_CHECKSUM, checksum, adjusted, 2) ? -1 : 0;
}

INLINE be32 look_up(bool inward, be32 address) {
  be32 *found = inward ? bpf_map_lookup_elem(&public_to_private, &address)
                       : bpf_map_lookup_elem(&private_to_public, &address);
  return found ? *found : 0;
}

// `inward` translates the destination with public_to_private, otherwise the source the other way.
INLINE int translate(struct __sk_buff *skb, bool inward) {
  struct ipv4 ip, quoted = {};
  if (skb->protocol != bpf_htons(ETHERNET_IPV4)) return TC_ACT_OK;
  struct packet packet = {};
  if (bpf_skb_load_bytes(skb, IP_AT, &ip, sizeof ip) || parse_packet(skb, IP_AT, &packet))
    return drop(DROP_MALFORMED);
  u32 transport = packet.transport;
  bool quotes = packet.flags & PACKET_ICMP_ERROR &&
                !bpf_skb_load_bytes(skb, transport + 8, &quoted, sizeof quoted) &&
                quoted.version_and_words >> 4 == 4;

  be32 old = inward ? ip.destination : ip.source;
  be32 new = look_up(inward, old);
  // An error by a router or firewall in front of a host speaks as the host: its own address is
  // private, and the sender would never learn of a smaller path MTU.
  if (!new && !inward && quotes) new = look_up(inward, quoted.destination);
  if (!new) return drop(DROP_NO_PUBLIC_ADDRESS);

  if (quotes) {
    be32 address = inward ? quoted.source : quoted.destination;
    be32 translated = look_up(inward, address);
    if (translated && translate_quoted(skb, transport, &quoted, address, translated, inward))
      return drop(DROP_CHECKSUM_UPDATE);
  }
  if (!(packet.flags & PACKET_LATER_FRAGMENT)) {
    long error = 0;
    // The helpers know unfinished checksums and super-packets.
    if (packet.protocol == PROTOCOL_TCP)
      error = bpf_l4_csum_replace(skb, transport + TCP_CHECKSUM, old, new, BPF_F_PSEUDO_HDR | 4);
    else if (packet.protocol == PROTOCOL_UDP)
      error = bpf_l4_csum_replace(skb, transport + UDP_CHECKSUM, old, new,
                                  BPF_F_PSEUDO_HDR | BPF_F_MARK_MANGLED_0 | 4);
    if (error) return drop(DROP_CHECKSUM_UPDATE);
  }
  u32 address_at = IP_AT + (inward ? __builtin_offsetof(struct ipv4, destination)
                                   : __builtin_offsetof(struct ipv4, source));
  if (bpf_l3_csum_replace(skb, IP_CHECKSUM_AT, old, new, 4) ||
      bpf_skb_store_bytes(skb, address_at, &new, sizeof new, 0))
    return drop(DROP_CHECKSUM_UPDATE);
  return TC_ACT_OK;
}

// Whether the source is one of the VPC's addresses: nothing else leaves by its internet gateway,
// and nothing such comes in by it.
static __noinline bool is_from_vpc(struct __sk_buff *skb) {
  struct cidr source = {};
  long error;
  if (skb->protocol == bpf_htons(ETHERNET_IPV4)) {
    source.family = 4;
    source.bits = FAMILY_BITS + 32;
    error = bpf_skb_load_bytes(skb, IP_AT + __builtin_offsetof(struct ipv4, source),
                               source.address, 4);
  } else if (skb->protocol == bpf_htons(ETHERNET_IPV6)) {
    source.family = 6;
    source.bits = FAMILY_BITS + 128;
    error = bpf_skb_load_bytes(skb, IP_AT + __builtin_offsetof(struct ipv6, source),
                               source.address, 16);
  } else {
    return false;
  }
  return !error && bpf_map_lookup_elem(&vpc_cidrs, &source);
}

SEC("tc")
int nat_in(struct __sk_buff *skb) {
  return is_from_vpc(skb) ? drop(DROP_VPC_SOURCE) : translate(skb, true);
}

// Whether IPv6 is forwarded for somebody beyond the VPC. The gateway's own errors and its neighbour
// discovery came in over no link. Of IPv4 only the VPC's addresses have public ones.
INLINE bool is_foreign_ipv6(struct __sk_buff *skb) {
  return skb->protocol == bpf_htons(ETHERNET_IPV6) && skb->ingress_ifindex && !is_from_vpc(skb);
}

SEC("tc")
int nat_out(struct __sk_buff *skb) {
  return is_foreign_ipv6(skb) ? drop(DROP_FOREIGN_SOURCE) : translate(skb, false);
}
