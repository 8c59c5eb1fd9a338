// The kernel's own declarations that Swift's Glibc module hides or cannot import.
// Never define _GNU_SOURCE here: clang modules would then disagree about libc's types.
#ifndef BUMPWIRE_CLINUX_H
#define BUMPWIRE_CLINUX_H

#include <linux/ethtool.h>
#include <linux/ethtool_netlink.h>
#include <linux/fib_rules.h>
#include <linux/filter.h>
#include <linux/genetlink.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/neighbour.h>
#include <linux/nexthop.h>
#include <linux/net_namespace.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <linux/pkt_cls.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <linux/veth.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/vfs.h>

/// Namespaces are a thread's own: call these from a dedicated thread only.
/// Each returns 0, or -1 with errno set, like the call that it is named after.
int clinux_unshare(int flags);
int clinux_setns(int fd, int nstype);

/// The CLONE_NEW* flag of the namespace that a descriptor refers to; -1 if it refers to none.
int clinux_namespace_type(int fd);

int clinux_mount(const char *source, const char *target, const char *type, unsigned long flags,
                 const char *data);
int clinux_umount(const char *target, int flags);

/// A procfs of one's own that is mounted nowhere (fsmount(2)): a descriptor of its root, closed by
/// execve(2), or -1 with `errno`.
int clinux_detached_proc(void);

/// An errno's name (`EEXIST`) and its untranslated text (`File exists`), or NULL for an unknown one.
const char *clinux_error_name(int code);
const char *clinux_error_text(int code);

/// BPF_PROG_QUERY of a link's TCX hook with the links that hold the programs there, which older headers
/// do not declare: how many there are, or -1 with `errno`.
int clinux_bpf_query(int ifindex, uint32_t attach_type, uint32_t *programs, uint32_t *links,
                     uint32_t room);

/// A close-on-exec file in memory: memfd_create(2).
int clinux_memory_file(const char *name);

/// pidfd_open(2) and pidfd_send_signal(2).
int clinux_pidfd_open(pid_t pid, unsigned int flags);
int clinux_pidfd_send_signal(int pidfd, int signal);

/// What a program takes for its host, in namespaces of its own.
struct clinux_host {
  /// From clinux_mount_namespace.
  int mounts;
  /// What uname(2) says.
  const char *name;
  /// The files that are its /etc/hosts and /etc/resolv.conf, where the host has such files.
  const char *hosts;
  const char *resolver;
};

/// Starts a program in another network namespace, in a session of its own, with the given
/// descriptors as its standard input, output and error, every other one closed, and all signals at
/// their defaults. Returns the pid, or -1 with errno of the step that failed, execve(2) included.
/// `netns` is -1 for the caller's namespace, `host` is NULL for the caller's host.
pid_t clinux_spawn(const char *path, char *const argv[], char *const envp[], int netns,
                   const struct clinux_host *host, const char *directory, int in, int out,
                   int err);

/// A mount namespace like the caller's, without what is mounted at and below `hidden` if anything is:
/// a close-on-exec descriptor, or -1 with `errno`. It follows the caller's mounts, never the reverse.
int clinux_mount_namespace(const char *hidden);

extern const int clinux_clone_newnet;
extern const int clinux_clone_newns;
extern const int clinux_clone_newuser;
extern const unsigned long clinux_ms_bind;
extern const unsigned long clinux_ms_private;
extern const unsigned long clinux_ms_rec;
extern const unsigned long clinux_ms_shared;
extern const int clinux_mnt_detach;
extern const int clinux_umount_nofollow;

#endif
