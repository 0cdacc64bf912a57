// The background firewall and the counts by UID of Android 15, as a BPF program for packets that leave a cgroup. gcc compiles no
// BPF, so that the instructions are written by hand. Rules: AOSP packages/modules/Connectivity/bpf/progs/netd.c.
//   netd load CGROUP-FOLDER  creates the maps in /sys/fs/bpf/leakgate, and attaches the program
//   netd chain on|off        whether UIDs without a process are blocked
//   netd allow|forget UID    a UID that has a process or is on the allowlist, or no longer
//   netd stats               lines of `uid packets bytes dropped`, without lo; a dropped packet is only in `dropped`
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef unsigned long long u64;
typedef unsigned u32;
#define DIR "/sys/fs/bpf/leakgate"
struct sent { u64 packets, bytes, dropped; };

static int bpf(int cmd, union bpf_attr *attr) { return syscall(SYS_bpf, cmd, attr, sizeof *attr); }
static int fail(const char *what) { fprintf(stderr, "netd: %s: %s\n", what, strerror(errno)); exit(1); }
static int map_create(u32 value, const char *path) {
  union bpf_attr a = {.map_type = BPF_MAP_TYPE_HASH, .key_size = 4, .value_size = value, .max_entries = 1024};
  int fd = bpf(BPF_MAP_CREATE, &a);
  if (fd < 0) fail("map");
  union bpf_attr p = {.pathname = (u64)path, .bpf_fd = fd};
  unlink(path);
  if (bpf(BPF_OBJ_PIN, &p) < 0) fail(path);
  return fd;
}
static int map_open(const char *path) {
  union bpf_attr a = {.pathname = (u64)path};
  int fd = bpf(BPF_OBJ_GET, &a);
  return fd < 0 ? fail(path) : fd;
}

#define INSN(c, d, s, o, i) ((struct bpf_insn){.code = c, .dst_reg = d, .src_reg = s, .off = o, .imm = i})
#define MOV(d, s) INSN(BPF_ALU64 | BPF_MOV | BPF_X, d, s, 0, 0)
#define MOVI(d, i) INSN(BPF_ALU64 | BPF_MOV | BPF_K, d, 0, 0, i)
#define ADDI(d, i) INSN(BPF_ALU64 | BPF_ADD | BPF_K, d, 0, 0, i)
#define LDW(d, s, o) INSN(BPF_LDX | BPF_MEM | BPF_W, d, s, o, 0)
#define STW(d, o, s) INSN(BPF_STX | BPF_MEM | BPF_W, d, s, o, 0)
#define STDW(d, o, s) INSN(BPF_STX | BPF_MEM | BPF_DW, d, s, o, 0)
#define XADD(d, o, s) INSN(BPF_STX | BPF_ATOMIC | BPF_DW, d, s, o, BPF_ADD)
#define JMP(op, d, i, o) INSN(BPF_JMP | op | BPF_K, d, 0, o, i)
#define JA(o) INSN(BPF_JMP | BPF_JA, 0, 0, o, 0)
#define CALL(i) INSN(BPF_JMP | BPF_CALL, 0, 0, 0, i)
#define EXIT INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)
#define MAP(d, fd) INSN(BPF_LD | BPF_DW | BPF_IMM, d, BPF_PSEUDO_MAP_FD, 0, fd), INSN(0, 0, 0, 0, 0)
enum { LOOKUP = 1, UPDATE = 2, SOCKET_UID = 47 };

static int load(int allow, int stats) {
  struct bpf_insn q[64];
  int n = 0, to_pass, to_count[3], to_drop, to_add, to_end;
#define E(...) do { struct bpf_insn t[] = {__VA_ARGS__}; memcpy(q + n, t, sizeof t); n += sizeof t / sizeof *t; } while (0)
#define HERE(at) q[at].off = n - (at) - 1
  // r6: the packet. What leaves by lo, interface 1, passes and is not counted. 40: offsetof(struct __sk_buff, ifindex).
  E(MOV(6, 1), LDW(0, 6, 40));
  to_pass = n; E(JMP(BPF_JEQ, 0, 1, 0));
  // r7: the UID, also at r10 - 4. UIDs of the system, and nobody's packets, are never dropped.
  E(MOV(1, 6), CALL(SOCKET_UID), STW(10, -4, 0), MOV(7, 0));
  to_count[0] = n; E(JMP(BPF_JLT, 7, 10000, 0));
  to_count[1] = n; E(JMP(BPF_JEQ, 7, 65534, 0));
  // Key 0 of the map says that the chain is on. r8: 1 if the packet is dropped.
  E(MOVI(1, 0), STW(10, -8, 1), MAP(1, allow), MOV(2, 10), ADDI(2, -8), CALL(LOOKUP));
  to_count[2] = n; E(JMP(BPF_JEQ, 0, 0, 0));
  E(MAP(1, allow), MOV(2, 10), ADDI(2, -4), CALL(LOOKUP), MOVI(8, 1));
  to_drop = n; E(JMP(BPF_JEQ, 0, 0, 0));
  for (int i = 0; i < 3; i++) HERE(to_count[i]);
  E(MOVI(8, 0));
  HERE(to_drop);
  // r9: the packet's length. The counts of a UID are created with its first packet.
  E(LDW(9, 6, 0), MAP(1, stats), MOV(2, 10), ADDI(2, -4), CALL(LOOKUP));
  to_add = n; E(JMP(BPF_JNE, 0, 0, 0));
  E(MOVI(1, 0), STDW(10, -32, 1), STDW(10, -24, 1), STDW(10, -16, 1));
  E(MAP(1, stats), MOV(2, 10), ADDI(2, -4), MOV(3, 10), ADDI(3, -32), MOVI(4, BPF_ANY), CALL(UPDATE));
  E(MAP(1, stats), MOV(2, 10), ADDI(2, -4), CALL(LOOKUP));
  int none = n; E(JMP(BPF_JEQ, 0, 0, 0));
  HERE(to_add);
  E(MOVI(1, 1));
  int sent = n; E(JMP(BPF_JEQ, 8, 0, 0));
  E(XADD(0, 16, 1));
  to_end = n; E(JA(0));
  HERE(sent);
  E(XADD(0, 0, 1), XADD(0, 8, 9));
  HERE(to_end);
  HERE(none);
  E(JMP(BPF_JEQ, 8, 0, 2), MOVI(0, 0), EXIT);
  HERE(to_pass);
  E(MOVI(0, 1), EXIT);
  static char log[1 << 16];
  union bpf_attr a = {.prog_type = BPF_PROG_TYPE_CGROUP_SKB, .insns = (u64)q, .insn_cnt = n, .license = (u64) "GPL",
      .log_buf = (u64)log, .log_size = sizeof log, .log_level = 1, .expected_attach_type = BPF_CGROUP_INET_EGRESS};
  int fd = bpf(BPF_PROG_LOAD, &a);
  if (fd < 0) { fprintf(stderr, "%s", log); fail("load"); }
  return fd;
}

int main(int argc, char **argv) {
  if (argc == 3 && !strcmp(argv[1], "load")) {
    mkdir(DIR, 0700);
    int prog = load(map_create(4, DIR "/allow"), map_create(sizeof(struct sent), DIR "/stats"));
    int cg = open(argv[2], O_RDONLY | O_DIRECTORY);
    if (cg < 0) fail(argv[2]);
    union bpf_attr a = {.target_fd = cg, .attach_bpf_fd = prog, .attach_type = BPF_CGROUP_INET_EGRESS, .attach_flags = BPF_F_ALLOW_MULTI};
    return bpf(BPF_PROG_ATTACH, &a) < 0 ? fail("attach") : 0;
  }
  if (argc == 3) {
    int fd = map_open(DIR "/allow"), chain = !strcmp(argv[1], "chain");
    u32 key = chain ? 0 : strtoul(argv[2], 0, 10), one = 1;
    int on = chain ? !strcmp(argv[2], "on") : !strcmp(argv[1], "allow");
    union bpf_attr a = {.map_fd = fd, .key = (u64)&key, .value = on ? (u64)&one : 0};   // DELETE wants no value
    if (bpf(on ? BPF_MAP_UPDATE_ELEM : BPF_MAP_DELETE_ELEM, &a) < 0 && errno != ENOENT) fail("map");
    return 0;
  }
  if (argc == 2 && !strcmp(argv[1], "stats")) {
    u32 key, next;
    struct sent s;
    union bpf_attr a = {.map_fd = map_open(DIR "/stats"), .next_key = (u64)&next};
    for (; !bpf(BPF_MAP_GET_NEXT_KEY, &a); key = next, a.key = (u64)&key, a.next_key = (u64)&next) {
      union bpf_attr l = {.map_fd = a.map_fd, .key = (u64)&next, .value = (u64)&s};
      if (!bpf(BPF_MAP_LOOKUP_ELEM, &l)) printf("%u %llu %llu %llu\n", next, s.packets, s.bytes, s.dropped);
    }
    return 0;
  }
  fprintf(stderr, "usage: netd load CGROUP | chain on|off | allow|forget UID | stats\n");
  return 2;
}
