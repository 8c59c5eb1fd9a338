// How much the maps hold; Sources/HostState checks against the same numbers.
#pragma once

#define MOST_ZONES 16
#define MOST_TARGETS 1024
#define MOST_ENDPOINTS 4096
// Of all the load balancers that one appliance works for.
#define MOST_NODES 4096
