import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileSystem, SuKind } from '../device.ts';
import { copyImage } from './copy-image.ts';

const PHONE = join(import.meta.dirname, 'phone');
const START_LIMIT_MS = 20_000;
const LINE_LIMIT_MS = 20_000;
/** The groups of adb's shell, and of an app. Source: AOSP android_filesystem_config.h, `id` on Android 13. */
const SHELL_GROUPS = '1004,1007,1011,1015,1028,1078,1079,3001,3002,3003,3006,3009,3011,3012';
const INET = 3003;

export interface NamespaceOptions {
  /** The `su` that lines find; none on a phone that is not rooted. */
  su?: SuKind | undefined;
  /** The simulated handset's files: `/data` and the certificate store are copied. */
  image?: FileSystem;
  /** More programs: the script of each, by name. They replace those of toybox. */
  programs?: ReadonlyMap<string, string>;
  /** Programs that ask the simulated handset; see `bridge.c`. */
  bridged?: readonly string[];
  /** The text of /proc/uptime, in place of the kernel's; see {@link NamespacePhone.setUptime}. */
  uptime?: string;
  /** Whether the certificate store is in the APEX too, as from Android 14 on. */
  apexStore?: boolean;
}

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
  /** It did not end in time, and was killed. */
  late: boolean;
}

export interface RunOptions {
  timeoutMs?: number;
  /** Instead of the phone's own. */
  su?: SuKind;
}

/** An Android phone's shell, toybox, iptables and mounts in Linux namespaces of its own, under real UIDs. */
export interface NamespacePhone {
  /** Runs a line in the phone's shell as a UID. */
  run(uid: number, line: string, options?: RunOptions): Promise<Ran>;
  /** Runs a line of bash in the network outside of the phone. */
  outside(line: string): Promise<Ran>;
  /** The command that runs a line as a UID in the phone, as {@link run} does. */
  commandFor(uid: number, line: string, su?: SuKind): string[];
  /** The command that runs a program of this machine as a UID in the phone's network. */
  commandInNetwork(uid: number, program: readonly string[]): string[];
  /** The command that runs a program of this machine in the network outside. */
  commandOutside(program: readonly string[]): string[];
  /** The folder of this machine that has the phone's files, as its first process sees them. */
  readonly root: string;
  /** A folder of this machine for sockets and built programs; removed by `stop`. */
  readonly folder: string;
  /** Writes /proc/uptime of a phone that started with one; the text always has the same length. */
  setUptime(text: string): void;
  stop(): Promise<void>;
}

/** Starts a phone in a namespace; see {@link missingForNamespace}. Throws an Error with the output of a start that failed. */
export async function startNamespace(options: NamespaceOptions = {}): Promise<NamespacePhone> {
  const run = mkdtempSync(join(tmpdir(), 'leakgate-namespace-'));
  chmodSync(run, 0o711); // adbd, which is not root, opens a socket in it
  const file = (name: string) => join(run, name);
  mkdirSync(file('programs'));
  for (const [name, script] of options.programs ?? []) writeFileSync(join(file('programs'), name), script);
  if (options.image) copyImage(options.image, ['/data', '/system/etc'], file('image'), { owners: true });
  if (options.apexStore !== false) writeFileSync(file('apex-store'), '');
  if (options.uptime !== undefined) writeFileSync(file('uptime'), options.uptime);
  compile('netd', run);
  if (options.bridged) {
    compile('bridge', run);
    writeFileSync(file('bridged'), options.bridged.map((name) => `${name}\n`).join(''));
  }
  const flags = '--net --mount --pid --uts --ipc --fork --kill-child --propagation private'.split(' ');
  // The phone ends with this process, however it ends.
  const world = spawn(
    'setpriv',
    ['--pdeathsig', 'KILL', 'unshare', ...flags, 'bash', join(PHONE, 'world.sh'), run],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const output = Promise.all([text(world.stdout), text(world.stderr)]);
  const ended = new Promise<void>((resolve) => world.once('close', () => resolve()));
  let stopped = false;
  void ended.then(() => (stopped = true));
  const stop = async (): Promise<void> => {
    world.kill('SIGKILL'); // unshare ignores SIGTERM; --kill-child ends everything below it
    await ended;
    await removeCgroup(file('cgroup'));
    rmSync(run, { recursive: true, force: true, maxRetries: 5 });
  };
  for (const began = Date.now(); !existsSync(file('ready')); await sleep(20)) {
    if (!stopped && Date.now() - began < START_LIMIT_MS) continue;
    await stop();
    throw new Error(`the phone in a namespace did not start: ${(await output).join('\n').trim()}`);
  }
  const worldPid = childOf(world.pid);
  const phonePid = childOf(childOf(worldPid));
  const cgroup = join(readFileSync(file('cgroup'), 'utf8').trim(), 'cgroup.procs');

  const inCgroup = (command: readonly string[]) =>
    // A BPF program of a cgroup sees its members only, and nsenter does not change the membership.
    ['sh', '-c', 'echo 0 > "$0"; exec "$@"', cgroup, ...command];
  const commandFor: NamespacePhone['commandFor'] = (uid, line, su = options.su) => {
    const path = `${su === undefined ? '' : `/system/su/${su}:`}/system/bin`;
    const enter = `nsenter -t ${phonePid} -m -n -p -C -u -i -r -w --`.split(' ');
    const env = [
      '/usr/bin/env',
      '-i',
      `PATH=${path}`,
      'HOME=/',
      'TMPDIR=/data/local/tmp',
      'ANDROID_DATA=/data',
    ];

    return inCgroup([...enter, ...env, '/usr/bin/setpriv', ...userOf(uid), '/system/bin/sh', '-c', line]);
  };
  const commandOutside = (program: readonly string[]) => [
    'nsenter',
    '-t',
    String(worldPid),
    '-n',
    '--',
    ...ENDS_WITH_US,
    ...program,
  ];

  return {
    commandFor,
    commandInNetwork: (uid, program) =>
      inCgroup(
        ['nsenter', '-t', String(phonePid), '-n', '--', ...ENDS_WITH_US].concat(userOf(uid), '--', program),
      ),
    commandOutside,
    root: `/proc/${phonePid}/root`,
    folder: run,
    setUptime(text) {
      const uptime = openSync(file('uptime'), 'r+');
      writeSync(uptime, text, 0);
      closeSync(uptime);
    },
    run: (uid, line, { timeoutMs = LINE_LIMIT_MS, su } = {}) => execute(commandFor(uid, line, su), timeoutMs),
    outside: (line) => execute(commandOutside(['bash', '-c', line]), LINE_LIMIT_MS),
    stop,
  };
}

/** A program after it is killed when this process ends, however it ends. */
const ENDS_WITH_US = ['setpriv', '--pdeathsig', 'KILL'];

function compile(name: string, folder: string): void {
  const options = ['-O2', '-Wall', '-D_GNU_SOURCE'];
  execFileSync('gcc', [...options, '-o', join(folder, name), join(PHONE, `${name}.c`)], { stdio: 'pipe' });
}

function userOf(uid: number): string[] {
  const ids = ['--reuid', String(uid), '--regid', String(uid)];
  if (uid === 0) return [...ids, '--clear-groups'];

  return [...ids, '--groups', uid === 2000 ? SHELL_GROUPS : `${INET},${uid}`];
}

async function execute(command: readonly string[], timeoutMs: number): Promise<Ran> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, timeoutMs);
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ]);
  clearTimeout(timer);

  return { code: code ?? -1, stdout, stderr, late };
}

function childOf(pid: number | undefined): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}

/** A cgroup is busy for some milliseconds after its last process. */
async function removeCgroup(file: string): Promise<void> {
  if (!existsSync(file)) return;
  const folder = readFileSync(file, 'utf8').trim();
  for (let tries = 0; existsSync(folder); tries++)
    try {
      rmdirSync(folder);
    } catch (error) {
      if (tries > 100) throw error;
      await sleep(20);
    }
}
