// TCX ingress of a `pass_through` appliance's interface: returns each GENEVE packet as it came.

#include "counters.h"
#include "encapsulation.h"

// Swapping the addresses leaves every checksum as it was; the ports are AWS's to keep.
SEC("tc")
int pass_through(struct __sk_buff *skb) {
  if (!is_geneve(skb)) return TC_ACT_OK;
  struct ethernet ethernet;
  be32 addresses[2], swapped[2];
  const u32 place = ETHERNET_LENGTH + __builtin_offsetof(struct ipv4, source);
  if (bpf_skb_load_bytes(skb, 0, &ethernet, sizeof ethernet) ||
      bpf_skb_load_bytes(skb, place, addresses, sizeof addresses))
    return drop(DROP_TRUNCATED);
  swap_macs(&ethernet);
  swapped[0] = addresses[1];
  swapped[1] = addresses[0];
  if (bpf_skb_store_bytes(skb, 0, &ethernet, sizeof ethernet, 0) ||
      bpf_skb_store_bytes(skb, place, swapped, sizeof swapped, 0))
    return drop(DROP_TRUNCATED);
  return bpf_redirect(skb->ifindex, 0);
}
