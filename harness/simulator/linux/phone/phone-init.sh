#!/bin/bash
# The phone's first process: builds a root folder with Android's paths, makes it its root, and mounts as Android's init does.
# phone-init.sh RUN
set -eu
run=$1 here=$(cd "$(dirname "$0")" && pwd)
# /proc is still the world's. This shell is the parent of awk.
awk '/^PPid:/ { print $2 }' /proc/self/status >"$run/phone-network.new"
mv "$run/phone-network.new" "$run/phone-network"
for _ in $(seq 500); do [ -e "$run/link" ] && break; sleep .02; done
ip link set lo up
ip addr add 10.0.2.15/24 dev wlan0
ip -6 addr add fd00:2::15/64 dev wlan0 nodad
ip link set wlan0 up
ip route add default via 10.0.2.2
ip -6 route add default via fd00:2::2 dev wlan0

root=$run/root
mkdir -p "$root"
mount -t tmpfs -o mode=755 tmpfs "$root"
cd "$root"
mkdir -p usr system/bin system/etc/security/cacerts apex data dev proc sys etc run old tmp
mount --bind /usr usr
mount -o remount,bind,ro usr
ln -s usr/lib lib
[ ! -e /usr/lib64 ] || ln -s usr/lib64 lib64
chmod 1777 tmp
mkdir -p data/local/tmp
chmod 771 data data/local/tmp
chown 1000:1000 data
chown 2000:2000 data/local/tmp
# The files of the simulated handset, with their owners and modes.
[ ! -d "$run/image" ] || cp -a "$run/image/." .

# The shell, toybox and iptables are the real ones. A phone has the legacy iptables.
cp /usr/bin/mksh system/bin/sh
cp /usr/bin/toybox system/bin/toybox
for name in $(/usr/bin/toybox); do case $name in sh | su) ;; *) ln -s toybox "system/bin/$name" ;; esac; done
for name in iptables ip6tables iptables-restore ip6tables-restore; do ln -s /usr/sbin/xtables-legacy-multi "system/bin/$name"; done
for file in "$run"/programs/*; do
  [ -e "$file" ] || continue
  rm -f "system/bin/${file##*/}"
  install -m 755 "$file" system/bin/
done
cp -r "$here/su" system/su
# Programs that only Android has: each asks the simulated handset.
if [ -e "$run/bridge" ]; then
  cp "$run/bridge" system/su/bridge
  while read -r name; do ln -sf ../su/bridge "system/bin/$name"; done <"$run/bridged"
fi
chmod -R a+rX system/su
chmod 755 system/su/*/su
# The part of `su` that may change users. Only root and the shell may run it.
cp /usr/bin/setpriv system/su/setpriv
chown 0:2000 system/su/setpriv
chmod 4750 system/su/setpriv
cp /usr/bin/nsenter /usr/bin/unshare "$run/netd" system/su/
chown 0:2000 system/su/netd
chmod 750 system/su/netd
# Everybody may read the lock, as /system/etc/xtables.lock of a phone. Otherwise iptables of the shell user ends with 4, not 3.
touch run/xtables.lock
chmod 644 run/xtables.lock

{
  printf '%s:x:%s:%s::/:/system/bin/sh\n' root 0 0 system 1000 1000 shell 2000 2000
  for app in $(seq 0 200); do echo "u0_a$app:x:$((10000 + app)):$((10000 + app))::/:/system/bin/sh"; done
} >etc/passwd
{
  printf '%s:x:%s:\n' root 0 system 1000 radio 1001 input 1004 log 1007 adb 1011 sdcard_rw 1015 sdcard_r 1028 \
    ext_data_rw 1078 ext_obb_rw 1079 shell 2000 net_bt_admin 3001 net_bt 3002 inet 3003 net_bw_stats 3006 readproc 3009 \
    uhid 3011 readtracefs 3012 misc 9998
  for app in $(seq 0 200); do echo "u0_a$app:x:$((10000 + app)):"; done
} >etc/group
printf 'tcp 6 TCP\nudp 17 UDP\nicmp 1 ICMP\n' >etc/protocols

# Other users' processes are hidden, except from the group readproc.
mount -t proc -o hidepid=2,gid=3009 proc proc
# The simulated handset's clock runs faster than this machine's in waits.
[ ! -e "$run/uptime" ] || mount --bind "$run/uptime" proc/uptime
mount -t sysfs sysfs sys
mount -t cgroup2 none sys/fs/cgroup
mount -t bpf bpf sys/fs/bpf
mount -t tmpfs -o mode=755 tmpfs dev
mknod -m 666 dev/null c 1 3
mknod -m 666 dev/zero c 1 5
mknod -m 666 dev/random c 1 8
mknod -m 666 dev/urandom c 1 9
ln -s /proc/self/fd dev/fd
# APEX modules are mounted under /apex, in folders of their own.
mount -t tmpfs -o mode=755 tmpfs apex
mkdir -p apex/com.android.conscrypt@1 apex/com.android.conscrypt
if [ -e "$run/apex-store" ]; then
  mkdir apex/com.android.conscrypt@1/cacerts
  cp system/etc/security/cacerts/* apex/com.android.conscrypt@1/cacerts/ 2>/dev/null || true
fi
mount --bind apex/com.android.conscrypt@1 apex/com.android.conscrypt

pivot_root . old
cd /
umount -l /old
# /system is read-only, as it is verified. Source of what is shared: AOSP system/core/init/mount_namespace.cpp.
mount --bind /system /system
mount -o remount,bind,ro /system
mount --make-rshared /
mount --make-rprivate /apex
/system/su/netd load /sys/fs/cgroup
export PATH=/system/bin HOME=/ ANDROID_DATA=/data ANDROID_ROOT=/system TMPDIR=/data/local/tmp
exec /system/bin/sh -c 'touch /ready; while :; do sleep 3600 & wait; done'
