// TCX ingress of the load balancer's interface in each zone's subnet: checks what an appliance
// returns against the flow that it was given, and sends the inner packet out of its endpoint.
// What health checks need is for this namespace's stack, which forwards nothing.

#include "geneve.h"
#include "gwlb.h"

// A datagram as an appliance returns it, which may put it together and cut it again.
struct returned_datagram {
  struct datagram datagram;
  be32 target;
  u32 zero;
};

// What a target says of its own datagrams: others' and the endpoints' know nothing of it.
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 16384);
  __type(key, struct returned_datagram);
  __type(value, struct datagram_transport);
} returned_fragments SEC(".maps");

// Gives a later fragment the ports of its first as the target returned it, or else as it was given.
static __noinline int complete_returned(u64 endpoint, be32 target, struct packet *packet,
                                        u32 stickiness) {
  if (!packet) return -1;
  if (!(packet->flags & PACKET_LATER_FRAGMENT)) return 0;
  if (!needs_first_fragment(packet, stickiness)) return 0;
  struct returned_datagram datagram = {.target = target};
  name_datagram(&datagram.datagram, endpoint, packet);
  struct datagram_transport *transport = bpf_map_lookup_elem(&returned_fragments, &datagram);
  if (!transport) transport = bpf_map_lookup_elem(&fragments, &datagram.datagram);
  if (!transport) return -1;
  take_transport(packet, transport);
  return 0;
}

// Remembers a first fragment that was let through.
static __noinline void remember_returned(u64 endpoint, be32 target, const struct packet *packet,
                                         u32 stickiness) {
  if (!packet || !(packet->flags & PACKET_FIRST_FRAGMENT)) return;
  if (!needs_first_fragment(packet, stickiness)) return;
  struct returned_datagram datagram = {.target = target};
  struct datagram_transport transport = {};
  name_datagram(&datagram.datagram, endpoint, packet);
  name_transport(&transport, packet);
  bpf_map_update_elem(&returned_fragments, &datagram, &transport, BPF_ANY);
}

// Whether an IPv4 header has the checksum that the next router wants. The verifier must see bounds.
static __noinline bool has_right_header(struct __sk_buff *skb, u32 offset) {
  be32 words[15];
  struct ipv4 ip;
  if (bpf_skb_load_bytes(skb, offset, &ip, sizeof ip)) return false;
  u32 length = (ip.version_and_words & 0xf) * 4;
  if (length == sizeof ip) return has_right_checksum(&ip);
  if (length < sizeof ip || length > sizeof words) return false;
  if (bpf_skb_load_bytes(skb, offset, words, length)) return false;
  u32 sum = (u32)bpf_csum_diff(NULL, 0, words, length, 0);
  sum = (sum & 0xffff) + (sum >> 16);
  return (sum & 0xffff) + (sum >> 16) == 0xffff;
}

// The reason to refuse the inner packet, or DROP_REASONS. Only where flows are rebalanced may a
// registered target return what another was given: such a flow has packets in flight at both.
static __noinline u32 check_flow(struct __sk_buff *skb, u64 endpoint,
                                 const struct envelope *envelope) {
  struct packet packet = {};
  struct flow_key key = {};
  struct settings *settings = load_settings();
  if (!settings || !envelope) return DROP_UNKNOWN_FLOW;
  be32 target = envelope->ip.source;
  if (parse_packet(skb, sizeof *envelope, &packet)) return DROP_INNER_PACKET;
  bool is_ipv4 = envelope->geneve.protocol == bpf_htons(ETHERNET_IPV4);
  if ((packet.family == 4) != is_ipv4 || !has_right_length(skb, &packet)) return DROP_INNER_PACKET;
  if (is_ipv4 && !has_right_header(skb, sizeof *envelope)) return DROP_INNER_PACKET;
  if (has_link_scope(&packet)) return DROP_LINK_SCOPE;
  if (complete_returned(endpoint, target, &packet, settings->stickiness))
    return DROP_FRAGMENT_BEFORE_FIRST;

  struct flow *flow = find_quoted_flow(skb, endpoint, &packet, settings, &key);
  bool is_quoted = flow != NULL;
  if (!flow) {
    make_flow_key(&key, endpoint, &packet, settings->stickiness);
    flow = find_flow(&key, settings);
  }
  if (!flow) return DROP_UNKNOWN_FLOW;
  if (envelope->geneve.cookie != bpf_htonl(flow->cookie)) return DROP_COOKIE;
  if (envelope->udp.source != flow->source_port) return DROP_SOURCE_PORT;
  if (!settings->rebalances && target != flow->target >> 32) return DROP_OTHER_TARGET;
  if (is_quoted) return DROP_REASONS;
  remember_returned(endpoint, target, &packet, settings->stickiness);
  refresh(flow);
  set_marks(flow, source_is_high(&packet) ? RETURNED_HIGH : RETURNED_LOW);
  return DROP_REASONS;
}

// Whether a frame that is no GENEVE is for this namespace's stack: an address is asked for, or a target
// answers a health check, or a router says why it does not. What is for other hosts is the stack's to
// overlook.
INLINE bool is_for_stack(struct __sk_buff *skb) {
  if (skb->pkt_type != PACKET_HOST) return true;
  if (skb->protocol == bpf_htons(ETHERNET_IPV4)) {
    u8 protocol;
    if (bpf_skb_load_bytes(skb, ETHERNET_LENGTH + 9, &protocol, 1)) return false;
    return protocol == PROTOCOL_TCP || protocol == PROTOCOL_ICMP;
  }
  if (skb->protocol == bpf_htons(ETHERNET_IPV6)) {
    u8 next_header;
    if (bpf_skb_load_bytes(skb, ETHERNET_LENGTH + 6, &next_header, 1)) return false;
    return next_header == PROTOCOL_ICMPV6;
  }
  return skb->protocol == bpf_htons(ETHERNET_ARP);
}

SEC("tc")
int gwlb_node(struct __sk_buff *skb) {
  // Nothing but GENEVE comes here in UDP, and the stack must not put fragments of it together.
  if (is_later_udp_fragment(skb)) return drop(DROP_OUTER_FRAGMENT);
  if (!is_geneve(skb)) return is_for_stack(skb) ? TC_ACT_OK : drop(DROP_NOT_GENEVE);
  struct envelope envelope;
  u32 reason = load_envelope(skb, &envelope);
  if (reason != DROP_REASONS) return drop(reason);
  u64 id = bpf_be64_to_cpu(envelope.geneve.endpoint);
  u32 *link = bpf_map_lookup_elem(&endpoint_links, &id);
  struct endpoint *to = link ? bpf_map_lookup_elem(&endpoints, link) : NULL;
  if (!to) return drop(DROP_UNKNOWN_ENDPOINT);
  if (envelope.geneve.attachment != bpf_cpu_to_be64(to->attachment)) return drop(DROP_ATTACHMENT);
  u32 *slot = bpf_map_lookup_elem(&target_slots, &envelope.ip.source);
  if (!slot) return drop(DROP_UNKNOWN_TARGET);
  struct node *node = bpf_map_lookup_elem(&nodes, &to->zone);
  if (!node || node->link != skb->ifindex || node->address != envelope.ip.destination)
    return drop(DROP_WRONG_NODE);
  if (!skb->gso_size && skb->len - sizeof envelope > to->mtu) return drop(DROP_OVERSIZE);
  reason = check_flow(skb, id, &envelope);
  if (reason != DROP_REASONS) return drop(reason);

  bool is_ipv6 = envelope.geneve.protocol == bpf_htons(ETHERNET_IPV6);
  if (remove_room(skb, is_ipv6)) return drop(DROP_DECAPSULATION);
  struct ethernet ethernet = {.type = envelope.geneve.protocol};
  copy_mac(ethernet.source, to->mac);
  copy_mac(ethernet.destination, to->router_mac);
  if (bpf_skb_store_bytes(skb, 0, &ethernet, sizeof ethernet, 0)) return drop(DROP_DECAPSULATION);

  struct counters *counters = bpf_map_lookup_elem(&endpoint_counters, &to->slot);
  if (counters) count_traffic(&counters->from_target, skb, ETHERNET_LENGTH);
  counters = bpf_map_lookup_elem(&target_counters, slot);
  if (counters) count_traffic(&counters->from_target, skb, ETHERNET_LENGTH);
  // At once what comes in at the router's end, without a queue between.
  return bpf_redirect_peer(to->link, 0);
}
