// A flow's key, the same for both of its directions.
#pragma once

#include "kernel.h"
#include "packet.h"

struct flow_key {
  // The endpoint's id: tenants may use the same addresses.
  u64 endpoint;
  // The two ends in an order of their own, so that both directions make one key.
  u32 low[4];
  u32 high[4];
  be16 low_port;
  be16 high_port;
  u8 protocol;
  u8 family;
  u16 zero;
};

_Static_assert(sizeof(struct flow_key) == 48, "no hidden padding in a hash key");

// How much of a packet makes its flow (AWS target group attribute stickiness.type).
#define STICKINESS_5_TUPLE 0
#define STICKINESS_3_TUPLE 1
#define STICKINESS_2_TUPLE 2

// Whether the packet's source is the key's high end.
INLINE bool source_is_high(const struct packet *packet) {
  for (int i = 0; i < 4; i++) {
    if (packet->source[i] > packet->destination[i]) return true;
    if (packet->source[i] < packet->destination[i]) return false;
  }
  return packet->source_port > packet->destination_port;
}

// Protocols without ports are 3-tuple flows anyway, as on AWS.
INLINE void make_flow_key(struct flow_key *key, u64 endpoint, const struct packet *packet,
                          u32 stickiness) {
  bool high = source_is_high(packet);
  key->endpoint = endpoint;
  __builtin_memcpy(high ? key->high : key->low, packet->source, 16);
  __builtin_memcpy(high ? key->low : key->high, packet->destination, 16);
  key->low_port = key->high_port = 0;
  if (stickiness == STICKINESS_5_TUPLE) {
    key->low_port = high ? packet->destination_port : packet->source_port;
    key->high_port = high ? packet->source_port : packet->destination_port;
  }
  key->protocol = stickiness == STICKINESS_2_TUPLE ? 0 : packet->protocol;
  key->family = packet->family;
  key->zero = 0;
}
