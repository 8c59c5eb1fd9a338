// TCX ingress of the load balancer's interface in each zone's subnet: checks what an appliance
// returns against the flow that it was given, and sends the inner packet out of its endpoint.
// Everything but GENEVE (health checks, ARP) is for this namespace's stack, which forwards nothing.

#include "geneve.h"
#include "gwlb.h"

// The reason to refuse the inner packet, or DROP_REASONS. Only where flows are rebalanced may a
// registered target return what another was given: such a flow has packets in flight at both.
static __noinline u32 check_flow(struct __sk_buff *skb, u64 endpoint,
                                 const struct envelope *envelope) {
  struct packet packet = {};
  struct flow_key key = {};
  struct settings *settings = load_settings();
  if (!settings || !envelope) return DROP_UNKNOWN_FLOW;
  if (parse_packet(skb, sizeof *envelope, &packet)) return DROP_INNER_PACKET;
  bool is_ipv4 = envelope->geneve.protocol == bpf_htons(ETHERNET_IPV4);
  if ((packet.family == 4) != is_ipv4) return DROP_INNER_PACKET;
  if (complete_fragment(endpoint, &packet, settings->stickiness))
    return DROP_FRAGMENT_BEFORE_FIRST;

  struct flow *flow = NULL;
  if (packet.flags & PACKET_ICMP_ERROR) {
    struct packet quoted = {};
    if (!parse_quoted_packet(skb, &packet, &quoted)) {
      make_flow_key(&key, endpoint, &quoted, settings->stickiness);
      flow = find_flow(&key, settings);
    }
  }
  u32 marks = 0;
  if (!flow) {
    make_flow_key(&key, endpoint, &packet, settings->stickiness);
    flow = find_flow(&key, settings);
    marks = source_is_high(&packet) ? RETURNED_HIGH : RETURNED_LOW;
  }
  if (!flow) return DROP_UNKNOWN_FLOW;
  if (envelope->geneve.cookie != bpf_htonl(flow->cookie)) return DROP_COOKIE;
  if (envelope->udp.source != flow->source_port) return DROP_SOURCE_PORT;
  if (!settings->rebalances && envelope->ip.source != flow->target >> 32) return DROP_OTHER_TARGET;
  refresh(flow);
  set_marks(flow, marks);
  return DROP_REASONS;
}

SEC("tc")
int gwlb_node(struct __sk_buff *skb) {
  // Nothing but GENEVE comes here in UDP, and the stack must not put fragments of it together.
  if (is_later_udp_fragment(skb)) return drop(DROP_OUTER_HEADER);
  if (!is_geneve(skb)) return TC_ACT_OK;
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
  reason = check_flow(skb, id, &envelope);
  if (reason != DROP_REASONS) return drop(reason);
  if (!skb->gso_size && skb->len - sizeof envelope > to->mtu) return drop(DROP_OVERSIZE);

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
  return bpf_redirect(to->link, 0);
}
