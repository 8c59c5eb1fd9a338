// Answers a TCP segment that is not passed on with a reset (RFC 9293, section 3.10.7.1), as AWS does
// where a target group or listener says so.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/edit-target-group-attributes.html
#pragma once

#include <asm-generic/errno-base.h>

#include "gwlb.h"

struct tcp {
  be16 source;
  be16 destination;
  be32 sequence;
  be32 acknowledgment;
  u8 data_offset;  // 32-bit words in the high half
  u8 flags;
  be16 window;
  be16 checksum;
  be16 urgent;
} PACKED;

// What a TCP checksum covers besides the segment; with an IPv4 address in the first word, its sum is
// that of IPv4's as well.
struct pseudo_header {
  u32 source[4];
  u32 destination[4];
  be32 length;
  be32 protocol;
};

#define HOP_LIMIT 64

INLINE u16 fold(u64 sum) {
  u64 folded = (u32)sum;
  folded = (folded & 0xffff) + (folded >> 16);
  folded = (folded & 0xffff) + (folded >> 16);
  return (u16)folded;
}

// Cuts the packet to less than its TCP checksum, and makes room for an answer's header again. One whose
// checksum is still to be finished by the kernel is not cut: `__bpf_skb_min_len` in net/core/filter.c
// wants all up to the checksum to stay. Nothing else tells the two apart: the field of a finished one
// may well look like an unfinished one's.
//
// Returns whether the checksum is unfinished, or what failed.
INLINE int cut(struct __sk_buff *skb, u32 at) {
  int refusal = bpf_skb_change_tail(skb, at + __builtin_offsetof(struct tcp, checksum) + 1, 0);
  if (refusal && refusal != -EINVAL) return refusal;
  int failure = bpf_skb_change_tail(skb, at + sizeof(struct tcp), 0);
  return failure ? failure : refusal != 0;
}

// Turns the segment's headers into its answer's.
INLINE void answer(struct tcp *tcp, struct pseudo_header *pseudo, u32 length, bool is_unfinished) {
  u32 headers = (tcp->data_offset >> 4) * 4;
  u32 sequence = bpf_ntohl(tcp->sequence) + length - headers;
  if (tcp->flags & TCP_SYN) sequence++;
  if (tcp->flags & TCP_FIN) sequence++;
  struct tcp reset = {
      .source = tcp->destination,
      .destination = tcp->source,
      .data_offset = sizeof *tcp / 4 << 4,
  };
  if (tcp->flags & TCP_ACK) {
    reset.sequence = tcp->acknowledgment;
    reset.flags = TCP_RST;
  } else {
    reset.acknowledgment = bpf_htonl(sequence);
    reset.flags = TCP_RST | TCP_ACK;
  }
  pseudo->length = bpf_htonl(sizeof reset);
  u64 sum = bpf_csum_diff(NULL, 0, (be32 *)pseudo, sizeof *pseudo, 0);
  // An unfinished checksum is the pseudo-header's sum.
  if (is_unfinished)
    reset.checksum = fold(sum);
  else
    reset.checksum = ~fold(bpf_csum_diff(NULL, 0, (be32 *)&reset, sizeof reset, fold(sum)));
  *tcp = reset;
}

// Replaces the segment in `skb` by its answer, ready for the link that it came from; -1 when its
// headers are of a kind that no host sends in TCP: IPv4 options, extension headers.
static __noinline int make_reset(struct __sk_buff *skb, const struct endpoint *from) {
  struct pseudo_header pseudo = {.protocol = bpf_htonl(PROTOCOL_TCP)};
  struct ethernet ethernet = {.type = skb->protocol};
  struct tcp tcp;
  if (!from) return -1;
  copy_mac(ethernet.source, from->mac);
  copy_mac(ethernet.destination, from->router_mac);
  if (skb->protocol == bpf_htons(ETHERNET_IPV4)) {
    const u32 at = ETHERNET_LENGTH + sizeof(struct ipv4);
    struct ipv4 ip;
    if (bpf_skb_load_bytes(skb, ETHERNET_LENGTH, &ip, sizeof ip) || ip.version_and_words != 0x45 ||
        ip.fragment & bpf_htons(IPV4_MORE_FRAGMENTS | IPV4_FRAGMENT_OFFSET) ||
        bpf_skb_load_bytes(skb, at, &tcp, sizeof tcp))
      return -1;
    pseudo.source[0] = ip.source;
    pseudo.destination[0] = ip.destination;
    int is_unfinished = cut(skb, at);
    if (is_unfinished < 0) return -1;
    answer(&tcp, &pseudo, bpf_ntohs(ip.length) - sizeof ip, is_unfinished);
    be32 source = ip.source;
    ip.source = ip.destination;
    ip.destination = source;
    ip.length = bpf_htons(sizeof ip + sizeof tcp);
    ip.identification = 0;
    ip.fragment = bpf_htons(IPV4_DONT_FRAGMENT);
    ip.ttl = HOP_LIMIT;
    ip.checksum = ipv4_checksum(&ip);
    if (bpf_skb_store_bytes(skb, ETHERNET_LENGTH, &ip, sizeof ip, BPF_F_RECOMPUTE_CSUM) ||
        bpf_skb_store_bytes(skb, at, &tcp, sizeof tcp, BPF_F_RECOMPUTE_CSUM))
      return -1;
  } else {
    const u32 at = ETHERNET_LENGTH + sizeof(struct ipv6);
    struct ipv6 ip;
    if (bpf_skb_load_bytes(skb, ETHERNET_LENGTH, &ip, sizeof ip) ||
        ip.next_header != PROTOCOL_TCP || bpf_skb_load_bytes(skb, at, &tcp, sizeof tcp))
      return -1;
    __builtin_memcpy(pseudo.source, ip.destination, 16);
    __builtin_memcpy(pseudo.destination, ip.source, 16);
    int is_unfinished = cut(skb, at);
    if (is_unfinished < 0) return -1;
    answer(&tcp, &pseudo, bpf_ntohs(ip.payload_length), is_unfinished);
    __builtin_memcpy(ip.source, pseudo.source, 16);
    __builtin_memcpy(ip.destination, pseudo.destination, 16);
    ip.payload_length = bpf_htons(sizeof tcp);
    ip.hop_limit = HOP_LIMIT;
    if (bpf_skb_store_bytes(skb, ETHERNET_LENGTH, &ip, sizeof ip, BPF_F_RECOMPUTE_CSUM) ||
        bpf_skb_store_bytes(skb, at, &tcp, sizeof tcp, BPF_F_RECOMPUTE_CSUM))
      return -1;
  }
  return bpf_skb_store_bytes(skb, 0, &ethernet, sizeof ethernet, 0) ? -1 : 0;
}
