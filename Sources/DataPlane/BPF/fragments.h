// The memory of datagrams that come in fragments, of which only the first has ports.
#pragma once

#include "flow.h"
#include "kernel.h"
#include "packet.h"

// What a first fragment says for the later ones of its datagram.
struct datagram {
  u64 endpoint;
  u32 source[4];
  u32 destination[4];
  u32 identification;
  u8 protocol;  // as all fragments have it
  u8 family;
  u16 zero;
};

struct datagram_transport {
  be16 source_port;
  be16 destination_port;
  u8 protocol;
  u8 zero[3];
};

struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 16384);
  __type(key, struct datagram);
  __type(value, struct datagram_transport);
} fragments SEC(".maps");

// Whether a later fragment alone does not tell what the flow's key needs of its datagram.
INLINE bool needs_first_fragment(const struct packet *packet, u32 stickiness) {
  u8 protocol = packet->fragment_protocol;
  if (stickiness == STICKINESS_2_TUPLE) return false;
  if (packet->family == 6 && is_extension(protocol)) return true;
  if (stickiness == STICKINESS_3_TUPLE) return false;
  return protocol == PROTOCOL_TCP || protocol == PROTOCOL_UDP;
}

// What all fragments of a datagram have in common.
INLINE void name_datagram(struct datagram *datagram, u64 endpoint, const struct packet *packet) {
  datagram->endpoint = endpoint;
  __builtin_memcpy(datagram->source, packet->source, 16);
  __builtin_memcpy(datagram->destination, packet->destination, 16);
  datagram->identification = packet->identification;
  datagram->protocol = packet->fragment_protocol;
  datagram->family = packet->family;
}

INLINE void take_transport(struct packet *packet, const struct datagram_transport *transport) {
  packet->source_port = transport->source_port;
  packet->destination_port = transport->destination_port;
  packet->protocol = transport->protocol;
}

// Remembers a first fragment's protocol and ports, or gives a later one those of its first.
// -1 when the first was not seen.
static __noinline int complete_fragment(u64 endpoint, struct packet *packet, u32 stickiness) {
  if (!packet) return -1;
  if (!(packet->flags & (PACKET_FIRST_FRAGMENT | PACKET_LATER_FRAGMENT))) return 0;
  if (!needs_first_fragment(packet, stickiness)) return 0;
  struct datagram datagram = {};
  name_datagram(&datagram, endpoint, packet);
  if (packet->flags & PACKET_FIRST_FRAGMENT) {
    struct datagram_transport transport = {
        .source_port = packet->source_port,
        .destination_port = packet->destination_port,
        .protocol = packet->protocol,
    };
    bpf_map_update_elem(&fragments, &datagram, &transport, BPF_ANY);
    return 0;
  }
  struct datagram_transport *transport = bpf_map_lookup_elem(&fragments, &datagram);
  if (!transport) return -1;
  take_transport(packet, transport);
  return 0;
}
