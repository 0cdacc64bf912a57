#!/bin/bash
# The network outside of the phone. First process of its own network, mount and process namespaces.
# world.sh RUN: RUN is the folder that `namespace.ts` prepared.
set -eu
run=$1 here=$(dirname "$0")
mount -t proc proc /proc
ip link set lo up
# The first cgroup2 of this machine: it may be /sys/fs/cgroup, or be mounted next to version 1, or not be mounted.
cgroup=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
if [ -z "$cgroup" ]; then cgroup=$run/cgroup2; mkdir -p "$cgroup"; mount -t cgroup2 none "$cgroup"; fi
# Cgroups of phones whose process was killed.
for old in "$cgroup"/leakgate-*; do [ -d "${run%-*}-${old##*-}" ] || rmdir "$old" 2>/dev/null || true; done
own=$cgroup/leakgate-${run##*-}
mkdir -p "$own"
echo "$own" >"$run/cgroup"
# The phone's first process is in this cgroup, so that the cgroup namespace of the phone begins there.
( echo 0 >"$own/cgroup.procs"
  exec unshare --net --mount --pid --cgroup --uts --ipc --fork --kill-child --propagation private \
    bash "$here/phone-init.sh" "$run" ) &
for _ in $(seq 500); do [ -s "$run/phone-network" ] && break; sleep .02; done
ip link add world0 type veth peer name wlan0 netns "$(cat "$run/phone-network")"
ip addr add 10.0.2.2/24 dev world0
ip -6 addr add fd00:2::2/64 dev world0 nodad
ip link set world0 up
# One server on the internet; no other address answers.
ip addr add 203.0.113.5/32 dev lo
ip -6 addr add 2001:db8::5/128 dev lo nodad
touch "$run/link"
for _ in $(seq 1000); do [ -e "/proc/$(cat "$run/phone-network")/root/ready" ] && break; sleep .01; done
touch "$run/ready"
while :; do sleep 3600 & wait $! || true; done
