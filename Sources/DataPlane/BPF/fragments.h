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

// What a first fragment says.
INLINE void name_transport(struct datagram_transport *transport, const struct packet *packet) {
  transport->source_port = packet->source_port;
  transport->destination_port = packet->destination_port;
  transport->protocol = packet->protocol;
}

// Gives a later fragment, or an error's quotation of one, the protocol and ports of its first. -1 when
// that was not seen.
static __noinline int complete_fragment(u64 endpoint, struct packet *packet, u32 stickiness) {
  if (!packet) return -1;
  if (!(packet->flags & PACKET_LATER_FRAGMENT)) return 0;
  if (!needs_first_fragment(packet, stickiness)) return 0;
  struct datagram datagram = {};
  name_datagram(&datagram, endpoint, packet);
  struct datagram_transport *transport = bpf_map_lookup_elem(&fragments, &datagram);
  if (!transport) return -1;
  take_transport(packet, transport);
  return 0;
}

// Remembers what a first fragment says: of one that is let through, as others' would be overwritten.
__attribute__((unused)) static __noinline void remember_fragment(u64 endpoint,
                                                                const struct packet *packet,
                                                                u32 stickiness) {
  if (!packet || !(packet->flags & PACKET_FIRST_FRAGMENT)) return;
  if (!needs_first_fragment(packet, stickiness)) return;
  struct datagram datagram = {};
  struct datagram_transport transport = {};
  name_datagram(&datagram, endpoint, packet);
  name_transport(&transport, packet);
  bpf_map_update_elem(&fragments, &datagram, &transport, BPF_ANY);
}
