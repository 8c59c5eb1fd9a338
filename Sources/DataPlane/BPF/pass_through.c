// TCX ingress of a `pass_through` appliance's interface: returns each GENEVE packet as it came to
// the load balancer's node that sent it.

#include "counters.h"
#include "encapsulation.h"
#include "limits.h"

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, u32);
  __type(value, be32);
} appliance SEC(".maps");

// Who may have packets returned: the addresses of the load balancers' nodes. The value is nothing.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, MOST_NODES);
  __type(key, be32);
  __type(value, u32);
} node_addresses SEC(".maps");

struct head {
  struct ethernet ethernet;
  struct ipv4 ip;
} PACKED;

// Swapping the addresses leaves every checksum as it was; the ports are AWS's to keep.
SEC("tc")
int pass_through(struct __sk_buff *skb) {
  u32 zero = 0;
  struct head head;
  if (!is_geneve(skb)) return TC_ACT_OK;
  be32 *self = bpf_map_lookup_elem(&appliance, &zero);
  if (!self || bpf_skb_load_bytes(skb, 0, &head, sizeof head)) return drop(DROP_TRUNCATED);
  be32 source = head.ip.source;
  if (skb->pkt_type != PACKET_HOST || head.ip.destination != *self)
    return drop(DROP_OUTER_ADDRESS);
  if (head.ip.fragment & bpf_htons(IPV4_MORE_FRAGMENTS)) return drop(DROP_OUTER_FRAGMENT);
  if (!bpf_map_lookup_elem(&node_addresses, &source)) return drop(DROP_UNKNOWN_NODE);
  swap_macs(&head.ethernet);
  head.ip.source = head.ip.destination;
  head.ip.destination = source;
  if (bpf_skb_store_bytes(skb, 0, &head, sizeof head, 0)) return drop(DROP_TRUNCATED);
  // At once what comes in at the port of the subnet's bridge, and is checked there.
  return bpf_redirect_peer(skb->ifindex, 0);
}
