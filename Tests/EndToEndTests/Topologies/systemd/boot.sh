#!/bin/bash
# Boots a system manager of its own, in namespaces and a control group of its own, with the unit of
# Bumpwire and a probe, and ends when the probe has powered it off.
#
# usage: boot.sh FOLDER UNITS, with etc/bumpwire, probe.sh and var (which is kept) in FOLDER
set -eu
if [ "${1:-}" != inside ]; then
  mkdir -p "$1/cgroup" "$1/etc" "$1/var"
  # The unified hierarchy, whether or not it has all controllers.
  mount -t cgroup2 cgroup2 "$1/cgroup"
  group=$1/cgroup/bumpwire-test-$$
  mkdir "$group"
  trap 'find "$group" -depth -type d -exec rmdir {} \; ; umount "$1/cgroup"' EXIT
  (
    echo "$BASHPID" >"$group/cgroup.procs"
    exec unshare --pid --fork --kill-child --mount --cgroup --net --uts --ipc "$0" inside "$@"
  ) && status=0 || status=$?
  # How a manager that was powered off ends outside a container.
  [ "$status" = 130 ] || [ "$status" = 0 ]
  exit
fi
folder=$2 units=$3
mount --make-rprivate /
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount --bind "$folder/var" /var/lib
cp -a /etc/passwd /etc/group /etc/machine-id /etc/os-release /etc/nsswitch.conf /etc/ld.so.cache \
  /etc/alternatives "$folder/etc/" 2>/dev/null || true
mkdir -p "$folder/etc/systemd/units/multi-user.target.wants"
cp "$units"/bumpwire@.service "$folder/etc/systemd/units/"
for name in basic sysinit multi-user shutdown umount final poweroff local-fs sockets timers paths; do
  cp -L "/lib/systemd/system/$name.target" "$folder/etc/systemd/units/"
done
cp -L /lib/systemd/system/systemd-poweroff.service "$folder/etc/systemd/units/"
printf '%s\n' '[Unit]' 'After=bumpwire@direct.service' '[Service]' Type=oneshot \
  "StandardOutput=file:$folder/probe.log" "StandardError=inherit" \
  "ExecStart=/bin/bash -c '/bin/bash $folder/probe.sh; kill -s RTMIN+4 1'" \
  >"$folder/etc/systemd/units/probe.service"
ln -sf ../bumpwire@.service \
  "$folder/etc/systemd/units/multi-user.target.wants/bumpwire@direct.service"
ln -sf ../probe.service "$folder/etc/systemd/units/multi-user.target.wants/probe.service"
keep=$(mktemp -d)
mount --bind "$folder" "$keep"
mount --bind "$folder/etc" /etc
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/lock "$folder"
mount --move "$keep" "$folder"
rmdir "$keep"
export container=bumpwire SYSTEMD_UNIT_PATH=/etc/systemd/units SYSTEMD_LOG_TARGET=console
exec /lib/systemd/systemd --system --unit=multi-user.target --show-status=no
