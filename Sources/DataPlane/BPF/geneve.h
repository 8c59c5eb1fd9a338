// What GENEVE between a gateway load balancer and its appliances must be, in either direction.
#pragma once

#include "counters.h"
#include "encapsulation.h"
#include "kernel.h"
#include "wire.h"

INLINE bool is_option(const struct geneve_option *option, u8 type, u8 words) {
  return option->class == bpf_htons(OPTION_CLASS) && option->type == type && option->words == words;
}

// Whether the frame is IPv4's UDP behind its first fragment: without ports, nobody's and refused.
INLINE bool is_later_udp_fragment(struct __sk_buff *skb) {
  struct ipv4 ip;
  if (skb->protocol != bpf_htons(ETHERNET_IPV4)) return false;
  if (bpf_skb_load_bytes(skb, ETHERNET_LENGTH, &ip, sizeof ip)) return false;
  return ip.protocol == PROTOCOL_UDP && ip.fragment & bpf_htons(IPV4_FRAGMENT_OFFSET);
}

// Loads the envelope of a frame that `is_geneve`, and gives the reason to refuse it, whoever sent
// it; DROP_REASONS when it is exactly one that a load balancer makes.
INLINE u32 load_envelope(struct __sk_buff *skb, struct envelope *envelope) {
  const struct ipv4 *ip = &envelope->ip;
  const struct geneve *geneve = &envelope->geneve;
  // A frame for another Ethernet address, or for everybody's, has come here by flooding.
  if (skb->pkt_type != PACKET_HOST) return DROP_OUTER_ADDRESS;
  if (skb->vlan_present) return DROP_OUTER_HEADER;
  if (bpf_skb_load_bytes(skb, 0, envelope, sizeof *envelope)) return DROP_TRUNCATED;
  if (ip->version_and_words != 0x45) return DROP_OUTER_HEADER;
  if (ip->fragment & bpf_htons(IPV4_MORE_FRAGMENTS | IPV4_FRAGMENT_OFFSET))
    return DROP_OUTER_FRAGMENT;
  if (!has_right_checksum(ip)) return DROP_OUTER_CHECKSUM;
  u32 length = bpf_ntohs(ip->length);
  if (length < OVERHEAD || length != skb->len - ETHERNET_LENGTH) return DROP_TRUNCATED;
  if (bpf_ntohs(envelope->udp.length) != length - sizeof *ip) return DROP_TRUNCATED;
  if (!is_flow_port(envelope->udp.source)) return DROP_SOURCE_PORT;
  // Version 0, as many options as were sent, and no flag that they did not have.
  if (geneve->version_and_words >> 6) return DROP_GENEVE_VERSION;
  if (geneve->version_and_words != GENEVE_OPTION_WORDS || geneve->flags || geneve->reserved)
    return DROP_GENEVE_HEADER;
  if (geneve->network_identifier[0] | geneve->network_identifier[1] |
      geneve->network_identifier[2])
    return DROP_NETWORK_IDENTIFIER;
  if (geneve->protocol != bpf_htons(ETHERNET_IPV4) && geneve->protocol != bpf_htons(ETHERNET_IPV6))
    return DROP_GENEVE_HEADER;
  if (!is_option(&geneve->endpoint_option, OPTION_ENDPOINT, 2) ||
      !is_option(&geneve->attachment_option, OPTION_ATTACHMENT, 2) ||
      !is_option(&geneve->cookie_option, OPTION_COOKIE, 1))
    return DROP_OPTIONS;
  return DROP_REASONS;
}
