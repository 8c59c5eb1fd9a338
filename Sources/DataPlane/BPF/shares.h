// Shares of what all endpoints have together, so that nobody who takes much leaves nothing to who needs
// little.
#pragma once

#include "kernel.h"

// Whether one more may be taken by who has `own` of `all`: at most so many times what is free (Choudhury
// and Hahne's dynamic thresholds).
INLINE bool has_room(u32 own, u32 all, u32 most, u32 times) {
  return all < most && own < (u64)(most - all) * times;
}
