// The memory of datagrams that come in fragments, of which only the first has ports.
#pragma once

#include "kernel.h"
#include "packet.h"

// The ports of a datagram, remembered from its first fragment for the later ones.
struct datagram {
  u64 endpoint;
  u32 source[4];
  u32 destination[4];
  u32 identification;
  u8 protocol;
  u8 family;
  u16 zero;
};

struct datagram_ports {
  be16 source;
  be16 destination;
};

struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 16384);
  __type(key, struct datagram);
  __type(value, struct datagram_ports);
} fragments SEC(".maps");

// Remembers a first fragment's ports, or gives a later one those of its first.
// -1 when the first was not seen; only TCP and UDP need it.
static __noinline int complete_fragment(u64 endpoint, struct packet *packet) {
  if (!packet) return -1;
  if (!(packet->flags & (PACKET_FIRST_FRAGMENT | PACKET_LATER_FRAGMENT))) return 0;
  if (packet->protocol != PROTOCOL_TCP && packet->protocol != PROTOCOL_UDP) return 0;
  struct datagram datagram = {
      .endpoint = endpoint,
      .identification = packet->identification,
      .protocol = packet->protocol,
      .family = packet->family,
  };
  __builtin_memcpy(datagram.source, packet->source, 16);
  __builtin_memcpy(datagram.destination, packet->destination, 16);
  if (packet->flags & PACKET_FIRST_FRAGMENT) {
    struct datagram_ports ports = {packet->source_port, packet->destination_port};
    bpf_map_update_elem(&fragments, &datagram, &ports, BPF_ANY);
    return 0;
  }
  struct datagram_ports *ports = bpf_map_lookup_elem(&fragments, &datagram);
  if (!ports) return -1;
  packet->source_port = ports->source;
  packet->destination_port = ports->destination;
  return 0;
}
