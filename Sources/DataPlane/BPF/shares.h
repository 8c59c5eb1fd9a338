// Shares of what all endpoints have together, so that nobody who takes much leaves nothing to who needs
// little.
#pragma once

#include "kernel.h"
#include "limits.h"

// Whether one more may be taken by who has `own` of `all`: at most so many times what is free (Choudhury
// and Hahne's dynamic thresholds).
INLINE bool has_room(u32 own, u32 all, u32 most, u32 times) {
  return all < most && own < (u64)(most - all) * times;
}

// How many of `held_fragments` an endpoint has taken in a while.
struct share {
  u32 period;
  u32 taken;
};

#define SHARE_OF_ALL MOST_ENDPOINTS

// By the endpoint's slot, and behind these all of them.
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, MOST_ENDPOINTS + 1);
  __type(key, u32);
  __type(value, struct share);
} held_shares SEC(".maps");

INLINE struct share *find_share(u32 slot, u32 shift) {
  struct share *share = bpf_map_lookup_elem(&held_shares, &slot);
  u32 period = bpf_ktime_get_coarse_ns() >> shift;
  if (share && share->period != period) {
    share->period = period;
    share->taken = 0;
  }
  return share;
}

// CPUs that count at once may lose one.
INLINE bool take_share(u32 slot, u32 shift, u32 most, u32 times) {
  struct share *own = find_share(slot, shift), *all = find_share(SHARE_OF_ALL, shift);
  if (!own || !all || !has_room(own->taken, all->taken, most, times)) return false;
  own->taken++;
  all->taken++;
  return true;
}

INLINE void give_share_back(u32 slot, u32 shift) {
  struct share *own = find_share(slot, shift), *all = find_share(SHARE_OF_ALL, shift);
  if (own && own->taken) own->taken--;
  if (all && all->taken) all->taken--;
}
