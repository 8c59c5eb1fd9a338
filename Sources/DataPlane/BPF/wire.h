// The bytes between a gateway load balancer and its appliances: an IP packet in GENEVE (RFC 8926)
// in UDP in IPv4, with the three options that AWS sends. No inner Ethernet header.
#pragma once

#include "kernel.h"

#define PACKED __attribute__((packed))

#define ETHERNET_IPV4 0x0800
#define ETHERNET_ARP 0x0806
#define ETHERNET_IPV6 0x86dd

#define PROTOCOL_ICMP 1
#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17
#define PROTOCOL_ICMPV6 58

#define GENEVE_PORT 6081
#define GENEVE_OPTION_WORDS 8
// The UDP source port of a flow's packets is its entropy, out of the dynamic range (RFC 8926,
// section 3.3); appliances keep it.
#define FLOW_PORTS 0xc000

// Amazon's range is 0x0108 to 0x0110; GWLB uses the first.
#define OPTION_CLASS 0x0108
#define OPTION_ENDPOINT 1
#define OPTION_ATTACHMENT 2
#define OPTION_COOKIE 3

struct ethernet {
  u8 destination[6];
  u8 source[6];
  be16 type;
} PACKED;

struct ipv4 {
  u8 version_and_words;
  u8 service;
  be16 length;
  be16 identification;
  be16 fragment;
  u8 ttl;
  u8 protocol;
  be16 checksum;
  be32 source;
  be32 destination;
} PACKED;

#define IPV4_DONT_FRAGMENT 0x4000
#define IPV4_MORE_FRAGMENTS 0x2000
#define IPV4_FRAGMENT_OFFSET 0x1fff

struct ipv6 {
  be32 version_class_label;
  be16 payload_length;
  u8 next_header;
  u8 hop_limit;
  u32 source[4];
  u32 destination[4];
} PACKED;

struct udp {
  be16 source;
  be16 destination;
  be16 length;
  be16 checksum;
} PACKED;

struct geneve_option {
  be16 class;
  u8 type;
  u8 words;
} PACKED;

struct geneve {
  u8 version_and_words;
  u8 flags;
  be16 protocol;
  u8 network_identifier[3];
  u8 reserved;
  struct geneve_option endpoint_option;
  be64 endpoint;
  struct geneve_option attachment_option;
  be64 attachment;
  struct geneve_option cookie_option;
  be32 cookie;
} PACKED;

// What stands before the inner packet: 14 bytes of Ethernet and 68 of overhead.
struct envelope {
  struct ethernet ethernet;
  struct ipv4 ip;
  struct udp udp;
  struct geneve geneve;
} PACKED;

#define ETHERNET_LENGTH 14
#define OVERHEAD 68

_Static_assert(sizeof(struct geneve) == 40, "GENEVE with AWS's options");
_Static_assert(sizeof(struct envelope) == ETHERNET_LENGTH + OVERHEAD, "AWS's overhead");

INLINE be16 flow_port(u16 entropy) { return bpf_htons(FLOW_PORTS | (entropy & 0x3fff)); }

INLINE bool is_flow_port(be16 port) { return bpf_ntohs(port) >= FLOW_PORTS; }

INLINE void copy_mac(u8 *to, const u8 *from) { __builtin_memcpy(to, from, 6); }

INLINE void swap_macs(struct ethernet *ethernet) {
  u8 source[6];
  copy_mac(source, ethernet->source);
  copy_mac(ethernet->source, ethernet->destination);
  copy_mac(ethernet->destination, source);
}

// The sum of RFC 1071 over a header without options, but for its checksum.
INLINE u16 ipv4_sum(const struct ipv4 *ip) {
  u16 words[10];
  __builtin_memcpy(words, ip, sizeof words);
  u32 sum = 0;
#pragma unroll
  for (int i = 0; i < 10; i++) sum += i == 5 ? 0 : words[i];
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return (u16)sum;
}

INLINE be16 ipv4_checksum(const struct ipv4 *ip) { return (be16)~ipv4_sum(ip); }

INLINE bool has_right_checksum(const struct ipv4 *ip) {
  u32 sum = (u32)ipv4_sum(ip) + ip->checksum;
  return (sum & 0xffff) + (sum >> 16) == 0xffff;
}
