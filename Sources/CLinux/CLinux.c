#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

const int clinux_clone_newnet = CLONE_NEWNET;
const int clinux_clone_newns = CLONE_NEWNS;
const int clinux_clone_newuser = CLONE_NEWUSER;
const unsigned long clinux_ms_bind = MS_BIND;
const unsigned long clinux_ms_private = MS_PRIVATE;
const unsigned long clinux_ms_rec = MS_REC;
const unsigned long clinux_ms_shared = MS_SHARED;
const int clinux_mnt_detach = MNT_DETACH;
const int clinux_umount_nofollow = UMOUNT_NOFOLLOW;

int clinux_unshare(int flags) { return unshare(flags); }

int clinux_setns(int fd, int nstype) { return setns(fd, nstype); }

int clinux_namespace_type(int fd) { return ioctl(fd, NS_GET_NSTYPE); }

int clinux_mount(const char *source, const char *target, const char *type, unsigned long flags,
                 const char *data) {
  return mount(source, target, type, flags, data);
}

int clinux_umount(const char *target, int flags) { return umount2(target, flags); }

int clinux_bpf_query(int ifindex, uint32_t attach_type, uint32_t *programs, uint32_t *links,
                     uint32_t room) {
  // The member `query` of union bpf_attr as of Linux 6.6.
  struct {
    uint32_t target, attach_type, query_flags, attach_flags;
    uint64_t prog_ids;
    uint32_t count, padding;
    uint64_t prog_attach_flags, link_ids, link_attach_flags, revision;
  } query;
  memset(&query, 0, sizeof query);
  query.target = (uint32_t)ifindex;
  query.attach_type = attach_type;
  query.prog_ids = (uint64_t)(uintptr_t)programs;
  query.link_ids = (uint64_t)(uintptr_t)links;
  query.count = room;
  const int prog_query = 16;
  if (syscall(SYS_bpf, prog_query, &query, sizeof query) != 0) return -1;
  return (int)query.count;
}

int clinux_detached_proc(void) {
  int context = fsopen("proc", FSOPEN_CLOEXEC);
  if (context < 0) return -1;
  int root = -1;
  if (fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0) {
    root = fsmount(context, FSMOUNT_CLOEXEC,
                   MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
  }
  int code = errno;
  close(context);
  errno = code;
  return root;
}

const char *clinux_error_name(int code) { return strerrorname_np(code); }

const char *clinux_error_text(int code) { return strerrordesc_np(code); }

int clinux_memory_file(const char *name) {
  int file = memfd_create(name, MFD_CLOEXEC);
  // Two who write at once share one position, which such a file has no lock for.
  if (file >= 0) fcntl(file, F_SETFL, O_RDWR | O_APPEND);
  return file;
}

int clinux_pidfd_open(pid_t pid, unsigned int flags) {
  return (int)syscall(SYS_pidfd_open, pid, flags);
}

int clinux_pidfd_send_signal(int pidfd, int signal) {
  return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

struct mount_namespace {
  const char *hidden;
  int descriptor;
  int code;
};

// On a thread of its own, which is in the new namespace until it ends.
static void *make_mount_namespace(void *argument) {
  struct mount_namespace *made = argument;
  made->descriptor = -1;
  if (unshare(CLONE_NEWNS) == 0 && mount("", "/", NULL, MS_SLAVE | MS_REC, NULL) == 0) {
    while (umount2(made->hidden, MNT_DETACH) == 0) {
    }
    // EINVAL: nothing is mounted there any more.
    if (errno == EINVAL || errno == ENOENT)
      made->descriptor = open("/proc/thread-self/ns/mnt", O_RDONLY | O_CLOEXEC);
  }
  made->code = errno;
  return NULL;
}

int clinux_mount_namespace(const char *hidden) {
  struct mount_namespace made = {.hidden = hidden, .descriptor = -1};
  pthread_t thread;
  errno = pthread_create(&thread, NULL, make_mount_namespace, &made);
  if (errno != 0) return -1;
  pthread_join(thread, NULL);
  errno = made.code;
  return made.descriptor;
}

// A file that is not there cannot be covered without making it, for the host too.
static int cover(const char *file, const char *with) {
  return access(file, F_OK) == 0 ? mount(with, file, NULL, MS_BIND, NULL) : 0;
}

static int enter_host(const struct clinux_host *host) {
  if (setns(host->mounts, CLONE_NEWNS) != 0 || unshare(CLONE_NEWNS | CLONE_NEWUTS) != 0) return -1;
  if (cover("/etc/hosts", host->hosts) != 0 || cover("/etc/resolv.conf", host->resolver) != 0)
    return -1;
  return sethostname(host->name, strlen(host->name));
}

// Reports errno of the step that failed through a close-on-exec pipe and ends the child.
static void give_up(int report) {
  int code = errno;
  (void)!write(report, &code, sizeof code);
  _exit(127);
}

pid_t clinux_spawn(const char *path, char *const argv[], char *const envp[], int netns,
                   const struct clinux_host *host, const char *directory, int in, int out,
                   int err) {
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) return -1;
  pid_t child = fork();
  if (child < 0) {
    int code = errno;
    close(report[0]);
    close(report[1]);
    errno = code;
    return -1;
  }
  if (child == 0) {
    // Only async-signal-safe calls from here on: the parent may have other threads.
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (setsid() < 0) give_up(report[1]);
    if (netns >= 0 && setns(netns, CLONE_NEWNET) != 0) give_up(report[1]);
    if (host && enter_host(host) != 0) give_up(report[1]);
    if (directory && chdir(directory) != 0) give_up(report[1]);
    // Above 2 first, so that no dup2 overwrites a descriptor that a later one needs.
    int streams[3] = {in, out, err};
    for (int i = 0; i < 3; i++) {
      streams[i] = fcntl(streams[i], F_DUPFD_CLOEXEC, 3);
      if (streams[i] < 0) give_up(report[1]);
    }
    for (int i = 0; i < 3; i++)
      if (dup2(streams[i], i) < 0) give_up(report[1]);
    int kept = fcntl(report[1], F_DUPFD_CLOEXEC, 3);
    if (kept < 0) give_up(report[1]);
    if (kept != 3) {
      // Keep the report at 3 and close everything above it.
      if (dup3(kept, 3, O_CLOEXEC) < 0) give_up(kept);
      kept = 3;
    }
    syscall(SYS_close_range, 4U, ~0U, 0U);
    execve(path, argv, envp);
    give_up(kept);
  }
  close(report[1]);
  int code = 0;
  ssize_t got;
  do got = read(report[0], &code, sizeof code);
  while (got < 0 && errno == EINTR);
  close(report[0]);
  if (got == (ssize_t)sizeof code) {
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
    errno = code;
    return -1;
  }
  return child;
}
