// Puts an envelope around an IP packet, super-packets and unfinished checksums included.
#pragma once

#include "kernel.h"
#include "wire.h"

#define ENVELOPE_ADDED 0
#define ENVELOPE_ADDED_AGAIN 1

// Makes room for the overhead behind the Ethernet header. FIXED_GSO keeps the inner segments' size;
// the ENCAP flags tell the kernel where the inner packet of a super-packet begins.
//
// No flag of the kernel takes back the mark of an earlier encapsulation, and with that mark ENCAP
// is refused (EALREADY). The offsets of the first encapsulation are still right, so plain room
// does. But then skb->protocol stays IPv6 around an outer IPv4 header and super-packets die in
// validation; only a DECAP shrink sets it, so eight bytes are added too many and removed again.
INLINE int add_room(struct __sk_buff *skb, bool inner_is_ipv6) {
  const u64 encapsulation = BPF_F_ADJ_ROOM_ENCAP_L3_IPV4 | BPF_F_ADJ_ROOM_ENCAP_L4_UDP;
  long error = bpf_skb_adjust_room(skb, OVERHEAD, BPF_ADJ_ROOM_MAC,
                                   BPF_F_ADJ_ROOM_FIXED_GSO | encapsulation);
  if (!error) return ENVELOPE_ADDED;
  if (error != -ERROR_ALREADY) return -1;
  u32 excess = inner_is_ipv6 ? 8 : 0;
  if (bpf_skb_adjust_room(skb, OVERHEAD + excess, BPF_ADJ_ROOM_MAC, BPF_F_ADJ_ROOM_FIXED_GSO))
    return -1;
  if (excess && bpf_skb_adjust_room(skb, -8, BPF_ADJ_ROOM_MAC,
                                    BPF_F_ADJ_ROOM_FIXED_GSO | ADJUST_DECAP_L3_IPV4))
    return -1;
  return ENVELOPE_ADDED_AGAIN;
}

// Sets what depends on the inner packet's length; segmentation rewrites it for each segment.
INLINE void set_lengths(struct envelope *envelope, u32 inner_length) {
  envelope->ip.length = bpf_htons(inner_length + OVERHEAD);
  envelope->udp.length = bpf_htons(inner_length + OVERHEAD - sizeof(struct ipv4));
  envelope->ip.checksum = ipv4_checksum(&envelope->ip);
}

// Takes the overhead off; the Ethernet header stays, with the inner packet's type.
INLINE int remove_room(struct __sk_buff *skb, bool inner_is_ipv6) {
  u64 family = inner_is_ipv6 ? ADJUST_DECAP_L3_IPV6 : ADJUST_DECAP_L3_IPV4;
  return bpf_skb_adjust_room(skb, -OVERHEAD, BPF_ADJ_ROOM_MAC, BPF_F_ADJ_ROOM_FIXED_GSO | family);
}

// Whether the frame is UDP in IPv4 to GENEVE's port. Of outer fragments, only the first can be.
INLINE bool is_geneve(struct __sk_buff *skb) {
  struct ipv4 ip;
  struct udp udp;
  if (skb->protocol != bpf_htons(ETHERNET_IPV4)) return false;
  if (bpf_skb_load_bytes(skb, ETHERNET_LENGTH, &ip, sizeof ip)) return false;
  if (ip.protocol != PROTOCOL_UDP || ip.fragment & bpf_htons(IPV4_FRAGMENT_OFFSET)) return false;
  u32 transport = ETHERNET_LENGTH + (ip.version_and_words & 0xf) * 4;
  if (bpf_skb_load_bytes(skb, transport, &udp, sizeof udp)) return false;
  return udp.destination == bpf_htons(GENEVE_PORT);
}
