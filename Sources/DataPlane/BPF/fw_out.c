// TCX egress of a firewall appliance's interface: what the kernel forwarded, or answers for, goes
// back to the load balancer in its flow's envelope. The appliance's own traffic passes as it is.

#include "firewall.h"
#include "fragments.h"

// The flow's envelope: by the quoted packet for an ICMP error, by the first for later fragments.
static __noinline struct envelope *find_envelope(struct __sk_buff *skb, u64 mark,
                                                 struct packet *packet, u32 *reason) {
  struct flow_key key = {};
  struct packet quoted = {};
  if (!packet || !reason) return NULL;
  *reason = DROP_MALFORMED;
  if (parse_packet(skb, ETHERNET_LENGTH, packet)) return NULL;
  *reason = DROP_FRAGMENT_BEFORE_FIRST;
  if (complete_fragment(mark, packet, STICKINESS_5_TUPLE)) return NULL;
  *reason = DROP_UNKNOWN_FLOW;
  if (packet->flags & PACKET_ICMP_ERROR && !parse_quoted_packet(skb, packet, &quoted) &&
      !complete_fragment(mark, &quoted, STICKINESS_5_TUPLE)) {
    make_flow_key(&key, mark, &quoted, STICKINESS_5_TUPLE);
    struct envelope *envelope = bpf_map_lookup_elem(&envelopes, &key);
    if (envelope) return envelope;
  }
  make_flow_key(&key, mark, packet, STICKINESS_5_TUPLE);
  struct envelope *envelope = bpf_map_lookup_elem(&envelopes, &key);
  if (envelope) remember_fragment(mark, packet, STICKINESS_5_TUPLE);
  return envelope;
}

// The appliance's own ICMP errors speak as the host that the refused packet was for: the
// appliance's address means nothing to the tenant, and no gateway lets it out.
INLINE int speak_as_destination(struct __sk_buff *skb, const struct packet *packet) {
  u32 old[4], new[4];
  bool is_ipv6 = packet->family == 6;
  u32 size = is_ipv6 ? 16 : 4;
  u32 icmp = packet->transport;
  u32 source_at = ETHERNET_LENGTH + (is_ipv6 ? __builtin_offsetof(struct ipv6, source)
                                             : __builtin_offsetof(struct ipv4, source));
  u32 quoted_at = icmp + 8 + (is_ipv6 ? __builtin_offsetof(struct ipv6, destination)
                                      : __builtin_offsetof(struct ipv4, destination));
  if (!is_ipv6) {
    const u32 checksum_at = ETHERNET_LENGTH + __builtin_offsetof(struct ipv4, checksum);
    if (bpf_skb_load_bytes(skb, source_at, old, 4) || bpf_skb_load_bytes(skb, quoted_at, new, 4))
      return -1;
    if (bpf_l3_csum_replace(skb, checksum_at, old[0], new[0], 4)) return -1;
    return bpf_skb_store_bytes(skb, source_at, new, size, 0) ? -1 : 0;
  }
  if (bpf_skb_load_bytes(skb, source_at, old, 16) || bpf_skb_load_bytes(skb, quoted_at, new, 16))
    return -1;
  // ICMPv6 checksums cover the addresses (RFC 4443 section 2.3).
#pragma unroll
  for (int i = 0; i < 4; i++)
    if (bpf_l4_csum_replace(skb, icmp + 2, old[i], new[i], BPF_F_PSEUDO_HDR | 4)) return -1;
  return bpf_skb_store_bytes(skb, source_at, new, 16, 0) ? -1 : 0;
}

SEC("tc")
int fw_out(struct __sk_buff *skb) {
  u32 mark = skb->mark, reason = 0;
  if (!(mark & INSPECTED)) return TC_ACT_OK;
  bool is_ipv6 = skb->protocol == bpf_htons(ETHERNET_IPV6);
  // ARP for a tenant's address would be the only other thing; its neighbours are permanent.
  if (!is_ipv6 && skb->protocol != bpf_htons(ETHERNET_IPV4)) return drop(DROP_MALFORMED);
  struct packet packet = {};
  struct envelope *found = find_envelope(skb, mark, &packet, &reason);
  if (!found) return drop(reason);
  struct envelope *envelope = scratch_envelope();
  if (!envelope) return drop(DROP_ENCAPSULATION);
  // Values of maps are aligned, whatever the structure says: words are copied, not bytes.
  __builtin_memcpy(__builtin_assume_aligned(envelope, 8), __builtin_assume_aligned(found, 8),
                   sizeof *envelope);
  if (packet.flags & PACKET_ICMP_ERROR && !skb->ingress_ifindex &&
      speak_as_destination(skb, &packet))
    return drop(DROP_CHECKSUM_UPDATE);

  u32 length = skb->len - ETHERNET_LENGTH;
  if (length + OVERHEAD > 0xffff) return drop(DROP_OVERSIZE);
  envelope->geneve.protocol = skb->protocol;
  envelope->ip.ttl = 64;
  envelope->ip.fragment = bpf_htons(IPV4_DONT_FRAGMENT);
  envelope->ip.identification = 0;
  envelope->udp.checksum = 0;
  set_lengths(envelope, length);
  int added = add_room(skb, is_ipv6);
  if (added < 0 || bpf_skb_store_bytes(skb, 0, envelope, sizeof *envelope, 0))
    return drop(DROP_ENCAPSULATION);
  struct counters *counters = own_counters();
  if (counters) {
    count_traffic(&counters->from_target, skb, ETHERNET_LENGTH + OVERHEAD);
    counters->encapsulated_again += added == ENVELOPE_ADDED_AGAIN;
  }
  skb->mark = 0;
  return TC_ACT_OK;
}
