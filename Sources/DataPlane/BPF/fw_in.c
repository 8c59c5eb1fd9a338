// TCX ingress of a firewall appliance's interface: remembers how each flow goes back, takes the
// inner packet out of GENEVE and marks it with its endpoint for the kernel's own forwarding.

#include "firewall.h"
#include "geneve.h"

// Whether two envelopes lead back alike: what else is in them follows from each packet.
INLINE bool is_same_way(const struct envelope *one, const struct envelope *other) {
  return one->ip.source == other->ip.source && one->ip.destination == other->ip.destination &&
         one->udp.source == other->udp.source &&
         one->geneve.endpoint == other->geneve.endpoint &&
         one->geneve.attachment == other->geneve.attachment &&
         one->geneve.cookie == other->geneve.cookie &&
         !__builtin_memcmp(one->ethernet.destination, other->ethernet.destination, 12);
}

// The reason to refuse the inner packet, or DROP_REASONS.
static __noinline u32 remember_flow(struct __sk_buff *skb, u64 mark,
                                    const struct envelope *envelope) {
  struct packet packet = {};
  struct flow_key key = {};
  if (!envelope) return DROP_INNER_PACKET;
  if (parse_packet(skb, sizeof *envelope, &packet)) return DROP_INNER_PACKET;
  bool is_ipv4 = envelope->geneve.protocol == bpf_htons(ETHERNET_IPV4);
  if ((packet.family == 4) != is_ipv4 || !has_right_length(skb, &packet)) return DROP_INNER_PACKET;
  // Later fragments add nothing: the flow is known by the first, and leaves with one.
  if (packet.flags & PACKET_LATER_FRAGMENT) return DROP_REASONS;
  make_flow_key(&key, mark, &packet, STICKINESS_5_TUPLE);
  // Each writing takes locks that all CPUs share, and gives the flow another entry; what is read stays
  // as fresh.
  struct envelope *known = bpf_map_lookup_elem(&envelopes, &key);
  if (known && is_same_way(known, envelope)) return DROP_REASONS;
  if (bpf_map_update_elem(&envelopes, &key, envelope, BPF_ANY)) return DROP_FLOW_TABLE;
  return DROP_REASONS;
}

// Forwarding takes one off the inner TTL; adding one before makes the appliance invisible to it.
INLINE int raise_ttl(struct __sk_buff *skb, bool is_ipv6) {
  const u32 at = ETHERNET_LENGTH + (is_ipv6 ? __builtin_offsetof(struct ipv6, hop_limit)
                                            : __builtin_offsetof(struct ipv4, ttl));
  u8 old[2];  // with the protocol behind an IPv4 TTL: checksums are of 16-bit words
  if (bpf_skb_load_bytes(skb, at, old, sizeof old)) return -1;
  if (old[0] == 255) return 0;
  u8 new[2] = {old[0] + 1, old[1]};
  be16 old_word, new_word;
  __builtin_memcpy(&old_word, old, sizeof old);
  __builtin_memcpy(&new_word, new, sizeof new);
  const u32 checksum_at = ETHERNET_LENGTH + __builtin_offsetof(struct ipv4, checksum);
  if (!is_ipv6 && bpf_l3_csum_replace(skb, checksum_at, old_word, new_word, 2)) return -1;
  return bpf_skb_store_bytes(skb, at, new, 1, 0) ? -1 : 0;
}

SEC("tc")
int fw_in(struct __sk_buff *skb) {
  u32 zero = 0;
  // Nobody else may bring the mark that opens the way to the tenants.
  skb->mark = 0;
  if (is_later_udp_fragment(skb)) return drop(DROP_OUTER_FRAGMENT);
  if (!is_geneve(skb)) return TC_ACT_OK;
  struct envelope *envelope = scratch_envelope();
  struct appliance *self = bpf_map_lookup_elem(&appliance, &zero);
  if (!envelope || !self) return drop(DROP_FLOW_TABLE);
  u32 reason = load_envelope(skb, envelope);
  if (reason != DROP_REASONS) return drop(reason);
  if (envelope->ip.destination != self->address) return drop(DROP_OUTER_ADDRESS);
  u64 id = bpf_be64_to_cpu(envelope->geneve.endpoint);
  struct served_endpoint *from = bpf_map_lookup_elem(&served_endpoints, &id);
  if (!from) return drop(DROP_UNKNOWN_ENDPOINT);
  if (envelope->ip.source != from->node) return drop(DROP_UNKNOWN_NODE);
  if (envelope->geneve.attachment != bpf_cpu_to_be64(from->attachment))
    return drop(DROP_ATTACHMENT);
  bool is_ipv6 = envelope->geneve.protocol == bpf_htons(ETHERNET_IPV6);
  u32 mark = INSPECTED | from->slot;

  swap_macs(&envelope->ethernet);
  be32 source = envelope->ip.source;
  envelope->ip.source = envelope->ip.destination;
  envelope->ip.destination = source;
  reason = remember_flow(skb, mark, envelope);
  if (reason != DROP_REASONS) return drop(reason);

  if (remove_room(skb, is_ipv6)) return drop(DROP_DECAPSULATION);
  be16 type = is_ipv6 ? bpf_htons(ETHERNET_IPV6) : bpf_htons(ETHERNET_IPV4);
  if (bpf_skb_store_bytes(skb, __builtin_offsetof(struct ethernet, type), &type, sizeof type, 0) ||
      raise_ttl(skb, is_ipv6))
    return drop(DROP_DECAPSULATION);
  struct counters *counters = own_counters();
  if (counters) count_traffic(&counters->to_target, skb, ETHERNET_LENGTH);
  skb->mark = mark;
  return TC_ACT_OK;
}
