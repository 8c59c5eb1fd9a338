// How much the maps hold; Sources/HostState checks against the same numbers.
#pragma once

#define MOST_ZONES 16
#define MOST_TARGETS 1024
#define MOST_ENDPOINTS 4096
#define MOST_FLOWS (1 << 20)
#define MOST_NEW_FLOWS (1 << 18)
// Of the flows, those that somebody may have invented who sends for both ends' addresses.
#define MOST_UNCONFIRMED_FLOWS (MOST_FLOWS / 4)
// Of all the load balancers that one appliance works for.
#define MOST_NODES 4096
