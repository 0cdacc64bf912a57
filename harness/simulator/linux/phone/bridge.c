// Connects a phone in a namespace with the simulated handset. Both ends of a bridge are relayed until each has ended.
//   bridge connect HOST PORT      stdin and stdout are a TCP connection; a + is printed once it is open
//   bridge send HOST PORT         sends stdin as one datagram
//   bridge accept SOCKET PORT     each connection to the loopback's PORT is one to the unix SOCKET, after a line with PORT
//   bridge internet SOCKET PORT   the same for connections to any address, after a line with `internet`
//   bridge process PID PARENT UID a process with this PID that only waits; its mounts are a slave of the parent's
//   NAME ARGUMENTS...             asks for a program of the simulated handset at the unix socket /dev/leakgate
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/sched.h>
#include <netdb.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

enum { BUFFER = 65536 };

static int fail(void) {
  fprintf(stderr, "%s\n", strerrorname_np(errno));
  return 1;
}

static int write_all(int fd, const char *data, size_t length) {
  while (length > 0) {
    ssize_t n = write(fd, data, length);
    if (n <= 0) return -1;
    data += n, length -= n;
  }
  return 0;
}

static int connect_unix(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  return connect(fd, (struct sockaddr *)&address, sizeof address) < 0 ? -1 : fd;
}

static int connect_inet(const char *host, const char *port, int type) {
  struct addrinfo hints = {.ai_socktype = type, .ai_flags = AI_NUMERICHOST}, *found;
  if (getaddrinfo(host, port, &hints, &found)) return errno = EINVAL, -1;
  int fd = socket(found->ai_family, type, 0);
  return connect(fd, found->ai_addr, found->ai_addrlen) < 0 ? -1 : fd;
}

// Copies from a to `to_a`'s peer and back; an end of one side is passed on as the end of writing.
static void relay(int in_a, int out_a, int b) {
  static char data[BUFFER];
  struct pollfd ends[2] = {{.fd = in_a, .events = POLLIN}, {.fd = b, .events = POLLIN}};
  while (ends[0].fd >= 0 || ends[1].fd >= 0) {
    if (poll(ends, 2, -1) < 0) return;
    for (int i = 0; i < 2; i++) {
      if (ends[i].fd < 0 || !ends[i].revents) continue;
      int to = i ? out_a : b;
      ssize_t n = read(ends[i].fd, data, sizeof data);
      if (n > 0 && !write_all(to, data, n)) continue;
      if (n < 0 && i == 1) return;
      ends[i].fd = -1;
      if (shutdown(to, SHUT_WR) < 0) close(to);
    }
  }
}

static int accept_all(const char *path, int port, int internet) {
  int server = socket(AF_INET6, SOCK_STREAM, 0), on = 1, off = 0;
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(server, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
  inet_pton(AF_INET6, internet ? "::" : "::ffff:127.0.0.1", &address.sin6_addr);
  if (bind(server, (struct sockaddr *)&address, sizeof address) < 0 || listen(server, 64) < 0) return fail();
  signal(SIGCHLD, SIG_IGN);
  write(1, "+", 1);
  for (;;) {
    int client = accept(server, 0, 0);
    if (client < 0) continue;
    if (fork()) {
      close(client);
      continue;
    }
    close(server);
    int node = connect_unix(path);
    if (node < 0) return fail();
    char line[32];
    int length = internet ? sprintf(line, "internet\n") : sprintf(line, "%d\n", port);
    write_all(node, line, length);
    relay(client, client, node);
    return 0;
  }
}

// The request: a length of 4 bytes, then the UID, the name and the arguments, each with a NUL. After it, frames: a byte of kind
// (0 stdin, 1 stdout, 2 stderr, 3 exit code), a length of 4 bytes, and the data. Empty stdin is its end.
static int ask(int argc, char **argv) {
  static char data[BUFFER];
  int node = connect_unix("/dev/leakgate");
  if (node < 0) return fail();
  char *name = strrchr(argv[0], '/'), *at = data + 4;
  at += sprintf(at, "%d", getuid()) + 1;
  for (int i = 0; i < argc; i++) {
    const char *word = i || !name ? argv[i] : name + 1;
    if (at + strlen(word) + 1 > data + sizeof data) return errno = E2BIG, fail();
    at = stpcpy(at, word) + 1;
  }
  unsigned length = htonl(at - data - 4);
  memcpy(data, &length, 4);
  write_all(node, data, at - data);
  struct pollfd ends[2] = {{.fd = 0, .events = POLLIN}, {.fd = node, .events = POLLIN}};
  for (;;) {
    poll(ends, 2, -1);
    if (ends[0].fd >= 0 && ends[0].revents) {
      ssize_t n = read(0, data + 5, sizeof data - 5);
      if (n <= 0) ends[0].fd = -1, n = 0;
      unsigned size = htonl(n);
      data[0] = 0;
      memcpy(data + 1, &size, 4);
      write_all(node, data, n + 5);
    }
    if (!ends[1].revents) continue;
    unsigned char head[5];
    if (recv(node, head, 5, MSG_WAITALL) != 5) return 255;
    unsigned left = (unsigned)head[1] << 24 | head[2] << 16 | head[3] << 8 | head[4];
    while (left > 0) {
      ssize_t n = recv(node, data, left < sizeof data ? left : sizeof data, 0);
      if (n <= 0) return 255;
      if (head[0] == 3) return (unsigned char)data[0];
      if (write_all(head[0], data, n) < 0) return 1;
      left -= n;
    }
  }
}

// Source of the mounts: AOSP com_android_internal_os_Zygote.cpp, MountEmulatedStorage.
static int process(pid_t pid, const char *parent, int uid) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%s/ns/mnt", parent);
  int mounts = open(path, O_RDONLY);
  if (mounts < 0 || setns(mounts, CLONE_NEWNS) < 0) return fail();
  struct clone_args args = {
      .flags = CLONE_NEWNS, .exit_signal = SIGCHLD, .set_tid = (uintptr_t)&pid, .set_tid_size = 1};
  long child = syscall(SYS_clone3, &args, sizeof args);
  if (child < 0) return fail();
  if (child > 0) return 0;
  mount(0, "/", 0, MS_REC | MS_SLAVE, 0);
  if (setgroups(0, 0) < 0 || setgid(uid) < 0 || setuid(uid) < 0) return fail();
  for (int fd = 0; fd < 3; fd++) close(fd);
  for (;;) pause();
}

int main(int argc, char **argv) {
  if (argc == 4 && !strcmp(argv[1], "connect")) {
    int fd = connect_inet(argv[2], argv[3], SOCK_STREAM);
    if (fd < 0) return fail();
    write(1, "+", 1);
    relay(0, 1, fd);
    return 0;
  }
  if (argc == 4 && !strcmp(argv[1], "send")) {
    static char data[BUFFER];
    size_t n = fread(data, 1, sizeof data, stdin);
    int fd = connect_inet(argv[2], argv[3], SOCK_DGRAM);
    return fd < 0 || send(fd, data, n, 0) < 0 ? fail() : 0;
  }
  if (argc == 4 && !strcmp(argv[1], "accept")) return accept_all(argv[2], atoi(argv[3]), 0);
  if (argc == 4 && !strcmp(argv[1], "internet")) return accept_all(argv[2], atoi(argv[3]), 1);
  if (argc == 5 && !strcmp(argv[1], "process")) return process(atoi(argv[2]), argv[3], atoi(argv[4]));
  return ask(argc, argv);
}
