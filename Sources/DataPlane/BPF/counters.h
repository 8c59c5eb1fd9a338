// What the programs count, a CPU each. The numbers are read by name: Sources/DataPlane/DropReason.
#pragma once

#include "kernel.h"
#include "wire.h"

enum drop_reason {
  // From an endpoint.
  DROP_UNKNOWN_LINK = 0,
  DROP_MALFORMED = 1,
  DROP_LINK_SCOPE = 2,
  DROP_OVERSIZE = 3,
  DROP_FRAGMENT_BEFORE_FIRST = 4,
  DROP_NOT_SYN = 5,
  DROP_NO_TARGET = 6,
  DROP_TARGET_GONE = 7,
  DROP_NO_NODE = 8,
  DROP_FLOW_TABLE = 9,
  DROP_ENCAPSULATION = 10,
  DROP_TARGET_UNHEALTHY = 11,
  // For now: it comes again behind its first fragment, or never.
  DROP_FRAGMENT_KEPT = 12,
  DROP_FRAGMENT_LOST = 13,
  // From an appliance.
  DROP_OUTER_HEADER = 16,
  DROP_TRUNCATED = 17,
  DROP_GENEVE_HEADER = 18,
  DROP_OPTIONS = 19,
  DROP_UNKNOWN_ENDPOINT = 20,
  DROP_ATTACHMENT = 21,
  DROP_UNKNOWN_TARGET = 22,
  DROP_WRONG_NODE = 23,
  DROP_INNER_PACKET = 24,
  DROP_UNKNOWN_FLOW = 25,
  DROP_COOKIE = 26,
  DROP_DECAPSULATION = 27,
  DROP_SOURCE_PORT = 28,
  DROP_OTHER_TARGET = 29,
  // From a load balancer, at an appliance.
  DROP_UNKNOWN_NODE = 30,
  // At a node.
  DROP_NOT_GENEVE = 31,
  // From or to the internet.
  DROP_NO_PUBLIC_ADDRESS = 32,
  DROP_CHECKSUM_UPDATE = 33,
  DROP_VPC_SOURCE = 34,
  DROP_FOREIGN_SOURCE = 35,
  // At an instance's or appliance's port.
  DROP_SOURCE_MAC = 40,
  DROP_SOURCE_ADDRESS = 41,
  DROP_ETHERNET_TYPE = 42,
  DROP_GENEVE_PEER = 43,
  // Of GENEVE, at either end.
  DROP_OUTER_ADDRESS = 48,
  DROP_OUTER_FRAGMENT = 49,
  DROP_OUTER_CHECKSUM = 50,
  DROP_GENEVE_VERSION = 51,
  DROP_NETWORK_IDENTIFIER = 52,
  DROP_REASONS = 64,
};

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, DROP_REASONS);
  __type(key, u32);
  __type(value, u64);
} drops SEC(".maps");

static __noinline int drop(u32 reason) {
  u64 *count = bpf_map_lookup_elem(&drops, &reason);
  if (count) (*count)++;
  return TC_ACT_SHOT;
}

struct traffic {
  u64 packets;
  u64 bytes;
};

// Of an endpoint or of a target: bytes are those of the inner packets.
struct counters {
  struct traffic to_target;
  struct traffic from_target;
  u64 new_flows;
  // Packets whose first encapsulation left a mark that needs the slower way to add another.
  u64 encapsulated_again;
  // Of an endpoint: TCP segments that were answered with a reset.
  u64 resets;
};

// How many packets a super-packet will become on a wire. Room that was added or removed makes the
// kernel forget the number until it segments; then it follows from the headers at `offset`.
static __noinline u32 segments(struct __sk_buff *skb, u32 offset) {
  u32 size = skb->gso_size;
  if (!size || skb->gso_segs > 1) return size ? skb->gso_segs : 1;
  struct ipv4 ip;
  if (bpf_skb_load_bytes(skb, offset, &ip, sizeof ip)) return 1;
  bool is_ipv4 = ip.version_and_words >> 4 == 4;
  u8 protocol = ip.protocol;
  if (!is_ipv4) __builtin_memcpy(&protocol, (u8 *)&ip + 6, 1);
  u32 payload = offset + (is_ipv4 ? (ip.version_and_words & 0xf) * 4 : sizeof(struct ipv6));
  u8 data_offset = 0x20;  // of UDP
  if (protocol == PROTOCOL_TCP && bpf_skb_load_bytes(skb, payload + 12, &data_offset, 1)) return 1;
  payload += (data_offset >> 4) * 4;
  return payload < skb->len ? (skb->len - payload + size - 1) / size : 1;
}

// Counts the inner packet that begins at `offset`.
INLINE void count_traffic(struct traffic *traffic, struct __sk_buff *skb, u32 offset) {
  traffic->packets += segments(skb, offset);
  traffic->bytes += skb->len - offset;
}
