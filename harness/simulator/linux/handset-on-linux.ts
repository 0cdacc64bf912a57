import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { Fault } from '../../model/fault.ts';
import type { ShellRunner } from '../adbd/shell-service.ts';
import type { Device, DevicePorts, DeviceProcesses } from '../device.ts';
import type { HandsetProcesses } from '../system/processes.ts';
import { INIT } from '../system/system-pids.ts';
import type { ImageFiles } from '../files/file-system.ts';
import { nameOfId, ROOT, SHELL, type User } from '../files/user.ts';
import type { Machine } from '../shell/command.ts';
import { createEnvironment } from '../shell/environment.ts';
import { runScript } from '../shell/interpreter.ts';
import { androidPrograms } from './android-programs.ts';
import { startBroker } from './broker.ts';
import type { KernelNetwork } from '../net/kernel-network.ts';
import { startKernelNetwork } from './kernel.ts';
import { type NamespacePhone, startNamespace } from './namespace.ts';
import { missingForNamespace } from './requirements.ts';
import { rootFiles } from './root-files.ts';

/** The parts of a simulated handset that a phone in a namespace replaces. */
export interface HandsetOnLinux {
  network: KernelNetwork;
  runShell: ShellRunner;
  /** The handset's ports, with reverse tunnels that the phone's kernel knows. */
  ports: DevicePorts;
  /** Processes of the handset, each with mounts in the namespace. */
  processes: DeviceProcesses;
  stop(): Promise<void>;
}

/** /proc/uptime is written this often, in real milliseconds. */
const UPTIME_MS = 25;

/**
 * Starts a phone in a namespace for a simulated handset: lines of adb's shell run in mksh with toybox, iptables and `su`, and what
 * apps send passes the kernel. Programs of Android ask the simulated handset. Throws a Fault where no such phone can run.
 */
export async function startHandsetOnLinux(
  machine: Machine,
  image: ImageFiles,
  dialInternet: () => Promise<Duplex>,
): Promise<HandsetOnLinux> {
  const missing = missingForNamespace();
  if (missing !== undefined)
    throw new Fault(`the handset sim+linux cannot start: ${missing}`, {
      fix: 'Use sim, or run it as root on Debian.',
    });
  const { device } = machine;
  const phone = await startNamespace({
    su: device.options.rooted ? device.options.su : undefined,
    image,
    bridged: androidPrograms.filter((name) => name !== 'chcon'),
    programs: new Map([['chcon', CHCON]]),
    uptime: uptimeText(device),
    apexStore: false,
  });
  const recordNewPackets = netdCounts(device, phone);
  const broker = await startBroker(join(phone.root, 'dev/leakgate'), async (uid, words, io) => {
    // `dumpsys netstats` reports the counts of netd.
    if (words[0] === 'dumpsys') await recordNewPackets();
    const environment = createEnvironment(userOf(uid), image, machine.system.jobs.nextPid());

    return await runScript(machine, words.map(quoted).join(' '), environment, io, io.hangup);
  });
  const base = device.ports;
  const network = await startKernelNetwork(phone, {
    onLoopback: (port) => base.dial(port),
    onInternet: dialInternet,
  });
  for (const { pid, uid, parent } of machine.system.processes.list())
    if (pid !== INIT) await startProcess(phone, pid, parent ?? INIT, uid);
  const clock = setInterval(() => phone.setUptime(uptimeText(device)), UPTIME_MS);

  return {
    network,
    processes: mirror(machine.system.processes, phone),
    ports: {
      ...base,
      reverse(port, remote, open) {
        base.reverse(port, remote, open);
        network.listen(port);
      },
      removeReverse(port) {
        network.unlisten(port);

        return base.removeReverse(port);
      },
    },
    async runShell(script, { stdin, stdout, stderr, hangup }) {
      copyNewApks(device, phone.root);
      const [program = '', ...args] = phone.commandFor(SHELL.uid, script);
      const child = spawn(program, args, { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
      const kill = () =>
        child.pid !== undefined && child.exitCode === null && process.kill(-child.pid, 'SIGKILL');
      hangup.addEventListener('abort', kill);
      child.stdin.on('error', () => undefined); // the program does not read
      stdin.pipe(child.stdin);
      child.stdout.pipe(stdout);
      child.stderr.pipe(stderr);
      const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
      hangup.removeEventListener('abort', kill);

      return code ?? 137;
    },
    async stop() {
      clearInterval(clock);
      network.stop();
      broker.stop();
      await phone.stop();
    },
  };
}

/** Gives each process that starts a real one with its PID. Its roots are in the files that this real process sees. */
function mirror(processes: HandsetProcesses, phone: NamespacePhone): DeviceProcesses {
  return {
    start(process) {
      processes.start(process);
      const { parent = INIT } = processes.list().find(({ pid }) => pid === process.pid) ?? {};
      void startProcess(phone, process.pid, parent, process.uid);
    },
    end(pid) {
      processes.end(pid);
      void phone.run(ROOT.uid, `kill -9 ${pid}`);
    },
    rootsOf(pid) {
      const own = join(phone.root, 'proc', String(pid), 'root');

      return rootFiles(existsSync(own) ? own : phone.root);
    },
  };
}

/** Only init and the zygotes share or own mounts; other processes of the system are in init's namespace or in a zygote's. */
async function startProcess(phone: NamespacePhone, pid: number, parent: number, uid: number): Promise<void> {
  await phone.run(ROOT.uid, `/system/su/bridge process ${pid} ${parent} ${uid} </dev/null`);
}

/** Adds what the kernel's BPF program has counted since the last call to the packet log. */
function netdCounts({ packetLog }: Device, phone: NamespacePhone): () => Promise<void> {
  const seen = new Map<number, { packets: number; bytes: number }>();

  return async () => {
    const { stdout } = await phone.run(ROOT.uid, '/system/su/netd stats');
    for (const [, ...numbers] of stdout.matchAll(/^(\d+) (\d+) (\d+) \d+$/gm)) {
      const [uid = 0, packets = 0, bytes = 0] = numbers.map(Number);
      const before = seen.get(uid) ?? { packets: 0, bytes: 0 };
      seen.set(uid, { packets, bytes });
      if (packets > before.packets)
        packetLog.record({
          ...COUNTED_BY_NETD,
          uid,
          packets: packets - before.packets,
          bytes: bytes - before.bytes,
        });
    }
  };
}

/** netd counts by UID only. */
const COUNTED_BY_NETD = {
  iface: 'wlan0',
  family: 4,
  protocol: 'udp',
  direction: 'out',
  remoteAddress: '0.0.0.0',
  remotePort: 0,
} as const;

/** Linux has no SELinux here, and Debian's toybox no chcon: only the files are looked at. */
const CHCON = `#!/system/bin/sh
while [ "\${1#-}" != "$1" ]; do shift; done
[ $# -ge 2 ] || { echo 'chcon: Need 2 arguments' >&2; exit 1; }
shift
for file; do [ -e "$file" ] || { echo "chcon: $file: No such file or directory" >&2; exit 1; }; done
`;

/** Seconds since boot, twice as in the kernel's file, in a text of constant length. */
function uptimeText({ clock }: Device): string {
  const seconds = (clock.uptime() / 1000).toFixed(2).padStart(14, '0');

  return `${seconds} ${seconds}\n`;
}

function userOf(uid: number): User {
  if (uid === ROOT.uid) return ROOT;

  return uid === SHELL.uid ? SHELL : { uid, name: nameOfId(uid), groups: [nameOfId(uid)] };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Lines read the APKs of installed packages, which the simulated package manager writes. */
function copyNewApks({ packages, files }: Device, root: string): void {
  for (const { codePath } of packages.list()) {
    const source = files.machineFile(codePath);
    const target = join(root, codePath);
    if (source === undefined || existsSync(target)) continue;
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(source, target);
  }
}
