// The maps that the two programs of a built-in firewall appliance share.
// Layouts are those of Sources/DataPlane/Schema; a change of one needs a new version of the pins.
#pragma once

#include "counters.h"
#include "encapsulation.h"
#include "flow.h"
#include "kernel.h"
#include "limits.h"

// The mark of inspected packets, with the endpoint's slot in the low bits.
#define INSPECTED 0x10000

struct appliance {
  be32 address;
};

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, u32);
  __type(value, struct appliance);
} appliance SEC(".maps");

// An endpoint whose packets the appliance inspects, and the one node that sends them.
struct served_endpoint {
  u64 attachment;
  u32 slot;
  be32 node;
};

// By the endpoint's id.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, MOST_ENDPOINTS);
  __type(key, u64);
  __type(value, struct served_endpoint);
} served_endpoints SEC(".maps");

// How a flow's packets go back: the first envelope that came this way, with its ends swapped. The
// key's `endpoint` is the mark, which is all that a packet keeps on its way through the kernel.
struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, 65536);
  __type(key, struct flow_key);
  __type(value, struct envelope);
} envelopes SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, u32);
  __type(value, struct counters);
} appliance_counters SEC(".maps");

// Off the stack, which is 512 bytes for all functions together.
struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, u32);
  __type(value, struct envelope);
} scratch SEC(".maps");

INLINE struct envelope *scratch_envelope(void) {
  u32 zero = 0;
  return bpf_map_lookup_elem(&scratch, &zero);
}

INLINE struct counters *own_counters(void) {
  u32 zero = 0;
  return bpf_map_lookup_elem(&appliance_counters, &zero);
}
