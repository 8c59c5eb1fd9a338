// Later fragments that came before the first of their datagram, which alone tells their flow: they
// are kept until it comes, and then come in behind it once more, as if they had been in order.
#pragma once

#include "counters.h"
#include "fragments.h"
#include "gwlb.h"
#include "kernel.h"
#include "shares.h"

// Of one datagram, and of all: RFC 791's reassembly has a bound for its memory too.
#define MOST_HELD_OF_ONE 4
#define MOST_HELD 256
// An endpoint may have as many waiting as it leaves free.
#define HELD_TIMES 1
// Seconds that a first fragment may be late.
#define LONGEST_HELD 2
// An inner packet of AWS's largest size, with its Ethernet header.
#define LONGEST_FRAME (14 + 8500)

struct held_key {
  struct datagram datagram;
  u64 number;
};

struct held_frame {
  u32 since;  // seconds of CLOCK_MONOTONIC
  u32 length;
  u32 slot;  // the endpoint's
  u8 bytes[LONGEST_FRAME];
  u8 zero[2];
};

_Static_assert(sizeof(struct held_frame) == 8528, "read by Sources/DataPlane/KeptFragments");

// Nobody's place is taken by another: what is here comes in again, or is counted as lost.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, MOST_HELD);
  __type(key, struct held_key);
  __type(value, struct held_frame);
} kept_fragments SEC(".maps");

// How many of them an endpoint has, by its slot. Behind these, of all of them, and when they were
// looked through last, in steps of 2^LOOKING_SHIFT ns.
#define KEPT_OF_ALL MOST_ENDPOINTS
#define LOOKED_THROUGH (MOST_ENDPOINTS + 1)
#define LOOKING_SHIFT 27

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, MOST_ENDPOINTS + 2);
  __type(key, u32);
  __type(value, u32);
} kept_counts SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, u32);
  __type(value, struct held_frame);
} held_scratch SEC(".maps");

INLINE bool take_place(u32 slot) {
  u32 everybody = KEPT_OF_ALL;
  u32 *own = bpf_map_lookup_elem(&kept_counts, &slot);
  u32 *all = bpf_map_lookup_elem(&kept_counts, &everybody);
  if (!own || !all || !has_room(*own, *all, MOST_HELD, HELD_TIMES)) return false;
  __sync_fetch_and_add(own, 1);
  __sync_fetch_and_add(all, 1);
  return true;
}

INLINE void give_place_back(u32 slot) {
  u32 everybody = KEPT_OF_ALL;
  u32 *own = bpf_map_lookup_elem(&kept_counts, &slot);
  u32 *all = bpf_map_lookup_elem(&kept_counts, &everybody);
  if (own) __sync_fetch_and_sub(own, 1);
  if (all) __sync_fetch_and_sub(all, 1);
}

// Whether a frame has waited for too long.
INLINE bool is_late(const struct held_frame *frame, u32 now) {
  return (s32)(now - frame->since) > LONGEST_HELD;
}

static long lose_late(__attribute__((unused)) void *map, const struct held_key *key,
                      const struct held_frame *frame, __attribute__((unused)) void *context) {
  if (!is_late(frame, now_in_seconds())) return 0;
  u32 slot = frame->slot;
  // Whoever takes a fragment out counts it.
  if (bpf_map_delete_elem(&kept_fragments, key)) return 0;
  give_place_back(slot);
  drop(DROP_FRAGMENT_LOST);
  return 0;
}

// Takes those out whose first has not come, so that nobody has a place for longer; seldom, as it
// looks at all of them.
static __noinline int lose_late_fragments(void) {
  u32 index = LOOKED_THROUGH;
  u32 now = bpf_ktime_get_coarse_ns() >> LOOKING_SHIFT;
  u32 *last = bpf_map_lookup_elem(&kept_counts, &index);
  if (!last || *last == now) return 0;
  *last = now;
  return bpf_for_each_map_elem(&kept_fragments, lose_late, NULL, 0);
}

INLINE struct held_frame *copy_frame(struct __sk_buff *skb) {
  u32 zero = 0, length = skb->len;
  struct held_frame *copy = bpf_map_lookup_elem(&held_scratch, &zero);
  if (!copy || skb->gso_size || length < ETHERNET_LENGTH || length > LONGEST_FRAME) return NULL;
  if (bpf_skb_load_bytes(skb, 0, copy->bytes, length)) return NULL;
  copy->length = length;
  copy->since = now_in_seconds();
  return copy;
}

INLINE int paste_frame(struct __sk_buff *skb, const struct held_frame *frame) {
  u32 length = frame->length;
  if (length < ETHERNET_LENGTH || length > LONGEST_FRAME) return -1;
  if (bpf_skb_change_tail(skb, length, 0)) return -1;
  return bpf_skb_store_bytes(skb, 0, frame->bytes, length, BPF_F_RECOMPUTE_CSUM) ? -1 : 0;
}

// Keeps a later fragment without its first. The reason why it goes no further now, or DROP_REASONS
// when its first has come meanwhile, and it is complete.
static __noinline u32 hold_fragment(struct __sk_buff *skb, u64 endpoint, u32 slot,
                                    struct packet *packet) {
  if (!packet) return DROP_FRAGMENT_BEFORE_FIRST;
  struct held_key key = {};
  name_datagram(&key.datagram, endpoint, packet);
  struct held_frame *frame = copy_frame(skb);
  if (!frame || !take_place(slot)) return DROP_FRAGMENT_BEFORE_FIRST;
  frame->slot = slot;
  for (key.number = 0; key.number < MOST_HELD_OF_ONE; key.number++) {
    if (bpf_map_update_elem(&kept_fragments, &key, frame, BPF_NOEXIST)) continue;
    // The first may have come to another CPU meanwhile, and found nobody. Whoever takes a fragment
    // out lets it go on.
    struct datagram_transport *transport = bpf_map_lookup_elem(&fragments, &key.datagram);
    if (!transport || bpf_map_delete_elem(&kept_fragments, &key)) return DROP_FRAGMENT_KEPT;
    give_place_back(slot);
    take_transport(packet, transport);
    return DROP_REASONS;
  }
  give_place_back(slot);
  return DROP_FRAGMENT_BEFORE_FIRST;
}

// Lets what was kept for a first fragment in behind it; the frame is as before when this is done, or
// -1 when it cannot be.
//
// Not static: the verifier then looks at it once.
__noinline int release_fragments(struct __sk_buff *skb, u64 endpoint, const struct packet *packet) {
  if (!packet) return 0;
  struct held_key key = {};
  name_datagram(&key.datagram, endpoint, packet);
  struct held_frame *own = NULL;
  for (key.number = 0; key.number < MOST_HELD_OF_ONE; key.number++) {
    struct held_frame *frame = bpf_map_lookup_elem(&kept_fragments, &key);
    if (!frame) continue;
    if (!own) own = copy_frame(skb);
    if (!own) return 0;
    u32 slot = frame->slot;
    bool is_ready = !is_late(frame, own->since) && !paste_frame(skb, frame);
    if (bpf_map_delete_elem(&kept_fragments, &key)) continue;  // another CPU's
    give_place_back(slot);
    if (!is_ready || bpf_clone_redirect(skb, skb->ifindex, BPF_F_INGRESS))
      drop(DROP_FRAGMENT_LOST);
  }
  return own ? paste_frame(skb, own) : 0;
}
