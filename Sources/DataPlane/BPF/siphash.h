// SipHash-1-3 (Aumasson, Bernstein) of a flow's key: short, and not to be guessed without the
// secret, so that an appliance cannot invent the cookie of a flow that it was not given.
#pragma once

#include "flow.h"
#include "kernel.h"

struct secret {
  u64 words[2];
};

// Random, written once when the load balancer is first set up.
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, u32);
  __type(value, struct secret);
} secret SEC(".maps");

INLINE u64 rotate(u64 value, int bits) { return value << bits | value >> (64 - bits); }

#define SIPHASH_ROUND                                                                  \
  do {                                                                                 \
    a += b; b = rotate(b, 13) ^ a; a = rotate(a, 32);                                  \
    c += d; d = rotate(d, 16) ^ c;                                                     \
    a += d; d = rotate(d, 21) ^ a;                                                     \
    c += b; b = rotate(b, 17) ^ c; c = rotate(c, 32);                                  \
  } while (0)

static __noinline u64 hash_flow(const struct secret *secret, const struct flow_key *key) {
  if (!secret || !key) return 0;
  u64 words[6];
  __builtin_memcpy(words, key, sizeof words);
  u64 a = secret->words[0] ^ 0x736f6d6570736575ULL;
  u64 b = secret->words[1] ^ 0x646f72616e646f6dULL;
  u64 c = secret->words[0] ^ 0x6c7967656e657261ULL;
  u64 d = secret->words[1] ^ 0x7465646279746573ULL;
#pragma unroll
  for (int i = 0; i < 6; i++) {
    d ^= words[i];
    SIPHASH_ROUND;
    a ^= words[i];
  }
  u64 length = (u64)sizeof words << 56;
  d ^= length;
  SIPHASH_ROUND;
  a ^= length;
  c ^= 0xff;
  SIPHASH_ROUND;
  SIPHASH_ROUND;
  SIPHASH_ROUND;
  return a ^ b ^ c ^ d;
}
