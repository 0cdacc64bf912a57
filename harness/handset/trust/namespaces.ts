import type { Phone } from '../phone.ts';
import { quote } from '../shell/quote.ts';

/** A running process; its mounts decide which roots it sees. */
export interface Process {
  pid: number;
  name: string;
}

const INIT = 1;
/** The processes from which apps start: `zygote`, `zygote64`, `webview_zygote`. */
const ZYGOTE = /zygote/;
/** Decides over HTTPS whether the network has internet access (AOSP NetworkMonitor). */
const NETWORK_STACK = /networkstack/;

/** The processes that must see the root if every app is to trust it: those from which others start, and these apps. */
export async function readPlatform(phone: Phone, apps: readonly string[]): Promise<Process[]> {
  const isOf = (name: string) => apps.some((app) => name === app || name.startsWith(`${app}:`));

  return (await readAll(phone)).filter(
    ({ pid, name }) => pid === INIT || ZYGOTE.test(name) || NETWORK_STACK.test(name) || isOf(name),
  );
}

export async function readNetworkStack(phone: Phone): Promise<Process[]> {
  return (await readAll(phone)).filter(({ name }) => NETWORK_STACK.test(name));
}

/** Whether new apps start from the process, or with its mounts. */
export function isOrigin({ pid, name }: Process): boolean {
  return pid === INIT || ZYGOTE.test(name);
}

/** In the order of their pids, so that init is the first. */
async function readAll(phone: Phone): Promise<Process[]> {
  const listing = await phone.asRoot(['ps', '-A', '-o', 'PID,NAME'], { timeoutMs: 30_000 });

  return [...listing.matchAll(/^\s*(\d+)\s+(\S+)/gm)]
    .map(([, pid = '', name = '']) => ({ pid: Number(pid), name }))
    .toSorted((a, b) => a.pid - b.pid);
}

/**
 * The words that run a command with the mounts of a process. Both toybox and util-linux take this form; toybox ignores the
 * process of `-t PID -m`.
 */
export function within(process: Process | '$p', command: string): string {
  return `nsenter --mount=/proc/${process === '$p' ? process : process.pid}/ns/mnt -- ${command}`;
}

/** Runs a line with the mounts of init, whatever mounts the phone's `su` gives. */
export async function runInInit(phone: Phone, line: string): Promise<string> {
  return await phone.asRoot({ raw: within({ pid: INIT, name: 'init' }, `sh -c ${quote([line])}`) });
}

/** The processes in whose namespace a file is not there, or has another content. */
export async function findWithout<P extends Process>(
  phone: Phone,
  processes: readonly P[],
  file: string,
  digest: string,
): Promise<P[]> {
  const read = within('$p', `sha256sum -b ${quote([file])} 2>/dev/null`);
  const raw = `for p in ${pidsOf(processes)}; do echo $p $(${read}); done`;
  const found = processes.length === 0 ? '' : await phone.asRoot({ raw }, { timeoutMs: 60_000 });
  const lines = new Set(found.split('\n').map((line) => line.trim()));

  return processes.filter(({ pid }) => !lines.has(`${pid} ${digest}`));
}

/** Binds `source` over `folder` in each namespace in which the file is not there yet; a mount may have propagated. */
export async function bindIn(
  phone: Phone,
  processes: readonly Process[],
  { source, folder, file, digest }: { source: string; folder: string; file: string; digest: string },
): Promise<void> {
  const read = within('$p', `sha256sum -b ${quote([file])} 2>/dev/null`);
  const bind = within('$p', `mount -o bind ${quote([source, folder])}`);
  // A process may end meanwhile. Whether the others see the file is checked afterwards.
  const raw = `for p in ${pidsOf(processes)}; do if [ "$(${read})" != ${digest} ]; then ${bind}; fi; done; true`;
  await phone.asRoot({ raw }, { timeoutMs: 60_000 });
}

function pidsOf(processes: readonly Process[]): string {
  return processes.map(({ pid }) => pid).join(' ');
}
