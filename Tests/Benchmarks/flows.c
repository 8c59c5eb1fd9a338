/* What a packet costs in the program of an endpoint, without a link or a stack: BPF_PROG_TEST_RUN of
 * frames that tell many flows. Nanoseconds a run by the kernel's own clock, one line a measure. */
#include <arpa/inet.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { HOT = 256, LENGTH = 14 + 20 + 20, FIN = 1, SYN = 2, RST = 4, ACK = 16, REDIRECT = 7 };

static int program;
static uint32_t link_index;
static unsigned char frame[LENGTH];

static long bpf(int command, union bpf_attr *attributes) {
  return syscall(SYS_bpf, command, attributes, sizeof *attributes);
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int program_of(const char *pin) {
  union bpf_attr attributes = {.pathname = (uint64_t)pin};
  int link = bpf(BPF_OBJ_GET, &attributes);
  if (link < 0) fail(pin);
  /* struct bpf_link_info: type, id, prog_id. */
  uint32_t info[64] = {0};
  union bpf_attr question = {
      .info = {.bpf_fd = link, .info_len = sizeof info, .info = (uint64_t)info}};
  if (bpf(BPF_OBJ_GET_INFO_BY_FD, &question)) fail("link");
  union bpf_attr identifier = {.prog_id = info[2]};
  int found = bpf(BPF_PROG_GET_FD_BY_ID, &identifier);
  if (found < 0) fail("program");
  return found;
}

/* Runs the program on a segment of flow `number`, from its client or back; nanoseconds. */
static uint32_t run(uint32_t number, int flags, int is_answer) {
  uint32_t client = htonl(0xc6330000 + (number >> 15)), server = htonl(0x0a00010a);
  uint16_t port = htons(1024 + (number & 0x7fff)), service = htons(80);
  memcpy(frame + (is_answer ? 30 : 26), &client, 4);
  memcpy(frame + (is_answer ? 26 : 30), &server, 4);
  memcpy(frame + (is_answer ? 36 : 34), &port, 2);
  memcpy(frame + (is_answer ? 34 : 36), &service, 2);
  frame[14 + 20 + 13] = flags;
  struct __sk_buff context = {.ifindex = link_index};
  union bpf_attr attributes = {
      .test = {.prog_fd = program,
               .data_size_in = sizeof frame,
               .data_in = (uint64_t)frame,
               .ctx_size_in = sizeof context,
               .ctx_in = (uint64_t)&context,
               .repeat = 1}};
  if (bpf(BPF_PROG_TEST_RUN, &attributes)) fail("test run");
  if (attributes.test.retval != REDIRECT) {
    fprintf(stderr, "flow %u, flags %d: action %u\n", number, flags, attributes.test.retval);
    exit(1);
  }
  return attributes.test.duration;
}

static int compare(const void *one, const void *other) {
  uint32_t left = *(const uint32_t *)one, right = *(const uint32_t *)other;
  return (left > right) - (left < right);
}

/* The median of so many runs: interrupts and other processes are not the program's. */
static uint32_t median(uint32_t *times, uint32_t count) {
  qsort(times, count, sizeof *times, compare);
  return times[count / 2];
}

/* What the kernel says that a map takes. */
static long bytes_of(const char *pin) {
  union bpf_attr attributes = {.pathname = (uint64_t)pin};
  int map = bpf(BPF_OBJ_GET, &attributes);
  if (map < 0) fail(pin);
  char path[64], line[128];
  long bytes = 0;
  snprintf(path, sizeof path, "/proc/self/fdinfo/%d", map);
  FILE *file = fopen(path, "r");
  while (file && fgets(line, sizeof line, file))
    if (sscanf(line, "memlock: %ld", &bytes) == 1) break;
  if (file) fclose(file);
  close(map);
  return bytes;
}

static uint32_t measure(uint32_t *times, uint32_t runs, uint32_t flows) {
  /* A stride that is prime to the number of flows visits all of them, none near the last. */
  for (uint32_t index = 0; index < runs; index++)
    times[index] = run((uint64_t)index * 7919 % flows, ACK, 0);
  return median(times, runs);
}

int main(int count, char **arguments) {
  if (count != 5) return 2;
  program = program_of(arguments[1]);
  link_index = strtoul(arguments[2], NULL, 10);
  uint32_t flows = strtoul(arguments[3], NULL, 10);
  const char *map = arguments[4];
  const unsigned char ip[] = {0x45, 0, 0, 40, 0, 0, 0x40, 0, 64, 6};
  frame[12] = 0x08;
  memcpy(frame + 14, ip, sizeof ip);
  frame[14 + 20 + 11] = 1; /* acknowledges the answer's SYN, whose number is 0 */
  frame[14 + 20 + 12] = 0x50;
  uint32_t *times = calloc(flows, sizeof *times);
  if (times == NULL) fail("memory");

  for (uint32_t flow = 0; flow < HOT; flow++)
    run(flow, SYN, 0), run(flow, SYN | ACK, 1), run(flow, ACK, 0);
  printf("hot %u\n", measure(times, 100000, HOT));
  long before = bytes_of(map);
  for (uint32_t flow = HOT; flow < flows; flow++) {
    times[flow - HOT] = run(flow, SYN, 0);
    run(flow, SYN | ACK, 1);
    run(flow, ACK, 0);
  }
  printf("new %u\n", median(times, flows - HOT));
  printf("empty %ld\n", before);
  printf("bytes %ld\n", (bytes_of(map) - before) / (flows - HOT));
  printf("cold %u\n", measure(times, flows, flows));
  printf("hot_among_many %u\n", measure(times, 100000, HOT));
  return 0;
}
