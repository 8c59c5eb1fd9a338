// Later fragments that came before the first of their datagram, which alone tells their flow: they
// are kept until it comes, and then come in behind it once more, as if they had been in order.
#pragma once

#include "counters.h"
#include "fragments.h"
#include "kernel.h"
#include "shares.h"

// Of one datagram, and of all: RFC 791's reassembly has a bound for its memory too.
#define MOST_HELD_OF_ONE 4
#define MOST_HELD 256
// In 2^31 ns, some two seconds, an endpoint may have as many waiting as it leaves free.
#define HOLDING_SHIFT 31
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
  u8 bytes[LONGEST_FRAME];
  u8 zero[6];
};

struct {
  __uint(type, BPF_MAP_TYPE_LRU_HASH);
  __uint(max_entries, MOST_HELD);
  __type(key, struct held_key);
  __type(value, struct held_frame);
} held_fragments SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, u32);
  __type(value, struct held_frame);
} held_scratch SEC(".maps");

// Whether a frame has waited for too long when another comes.
INLINE bool is_late(const struct held_frame *now, const struct held_frame *frame) {
  return (s32)(now->since - frame->since) > LONGEST_HELD;
}

INLINE struct held_frame *copy_frame(struct __sk_buff *skb) {
  u32 zero = 0, length = skb->len;
  struct held_frame *copy = bpf_map_lookup_elem(&held_scratch, &zero);
  if (!copy || skb->gso_size || length < ETHERNET_LENGTH || length > LONGEST_FRAME) return NULL;
  if (bpf_skb_load_bytes(skb, 0, copy->bytes, length)) return NULL;
  copy->length = length;
  copy->since = bpf_ktime_get_coarse_ns() / 1000000000;
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
  if (!frame || !take_share(slot, HOLDING_SHIFT, MOST_HELD, HELD_TIMES))
    return DROP_FRAGMENT_BEFORE_FIRST;
  for (key.number = 0; key.number < MOST_HELD_OF_ONE; key.number++) {
    struct held_frame *other = bpf_map_lookup_elem(&held_fragments, &key);
    if (other && is_late(frame, other)) {
      if (!bpf_map_delete_elem(&held_fragments, &key)) drop(DROP_FRAGMENT_BEFORE_FIRST);
      other = NULL;
    }
    if (other || bpf_map_update_elem(&held_fragments, &key, frame, BPF_NOEXIST)) continue;
    // The first may have come to another CPU meanwhile, and found nobody. Whoever takes a fragment
    // out lets it go on.
    struct datagram_transport *transport = bpf_map_lookup_elem(&fragments, &key.datagram);
    if (!transport || bpf_map_delete_elem(&held_fragments, &key)) return DROP_FRAGMENT_KEPT;
    give_share_back(slot, HOLDING_SHIFT);
    take_transport(packet, transport);
    return DROP_REASONS;
  }
  give_share_back(slot, HOLDING_SHIFT);
  return DROP_FRAGMENT_BEFORE_FIRST;
}

// Lets what was kept for a first fragment in behind it; the frame is as before when this is done, or
// -1 when it cannot be.
//
// Not static: the verifier then looks at it once.
__noinline int release_fragments(struct __sk_buff *skb, u64 endpoint, u32 slot,
                                 const struct packet *packet) {
  if (!packet) return 0;
  struct held_key key = {};
  name_datagram(&key.datagram, endpoint, packet);
  struct held_frame *own = NULL;
  for (key.number = 0; key.number < MOST_HELD_OF_ONE; key.number++) {
    struct held_frame *frame = bpf_map_lookup_elem(&held_fragments, &key);
    if (!frame) continue;
    if (!own) own = copy_frame(skb);
    if (!own) return 0;
    bool is_ready = !is_late(own, frame) && !paste_frame(skb, frame);
    if (bpf_map_delete_elem(&held_fragments, &key)) continue;  // another CPU's
    give_share_back(slot, HOLDING_SHIFT);
    if (!is_ready || bpf_clone_redirect(skb, skb->ifindex, BPF_F_INGRESS))
      drop(DROP_FRAGMENT_BEFORE_FIRST);
  }
  return own ? paste_frame(skb, own) : 0;
}
