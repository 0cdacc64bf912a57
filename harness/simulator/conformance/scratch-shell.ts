import { spawn } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { FileSystem, SuKind } from '../device.ts';
import type { Command } from '../shell/command.ts';
import { programNames } from '../shell/command-table.ts';
import { copyImage } from '../linux/copy-image.ts';
import { argumentPrinter, printsArguments } from './argument-printer.ts';
import { asAndroidSays, type JudgedShell, type Outcome } from './compare.ts';

const MKSH = '/usr/bin/mksh';
const TOYBOX = '/usr/bin/toybox';
const LIMIT_MS = 8000;

/** Programs of toybox that work on any folder, without root. Every other program only prints its arguments, in both shells. */
const JUDGED =
  '[ cat chmod cp echo false grep head ls mkdir mv printf rm rmdir sha256sum sh sleep su test touch true wc which'.split(
    ' ',
  );
/** Folders of the phone that lines name. They are in the scratch folder, and lines are changed to name them there. */
const FOLDERS = ['data', 'system', 'proc', 'sys', 'nope'];
const ROOTED = new RegExp(`(?<![\\w./-])/(?=(?:${FOLDERS.join('|')})\\b)`, 'g');

/** Runs the command as the same user, by the arguments of each kind of \`su\`. */
const SU: Record<SuKind, string> = {
  aosp: `case $1 in -*) echo "su: invalid uid/gid '$1'" >&2; exit 1;; esac; shift; exec "$@"`,
  magisk: managedSu('28.1:MAGISKSU'),
  kernelsu: managedSu('1.0.3:KernelSU'),
};

function managedSu(version: string): string {
  return `while [ $# -gt 0 ]; do case $1 in
-v) echo ${version}; exit;;
-c) shift; exec sh -c "$*";;
esac; shift; done`;
}

export interface ScratchShell extends JudgedShell {
  stop(): void;
}

/** Why this machine has no scratch shell, in one line; undefined if it has one. */
export function missingForScratchShell(): string | undefined {
  try {
    for (const program of [MKSH, TOYBOX]) accessSync(program, constants.X_OK);

    return undefined;
  } catch {
    return `${MKSH} and ${TOYBOX} are not installed (Debian: mksh, toybox)`;
  }
}

/** A real mksh with toybox in a new folder, which has a copy of the given files. Needs no root, and has no other user. */
export function createScratchShell(image: FileSystem, su: SuKind | undefined): ScratchShell {
  const root = mkdtempSync(join(tmpdir(), 'leakgate-scratch-'));
  const bin = join(root, 'bin');
  mkdirSync(bin);
  copyImage(image, ['/data', '/system/etc', '/proc', '/sys'], root);
  const install = (name: string, script: string) => {
    writeFileSync(join(bin, name), script);
    chmodSync(join(bin, name), 0o755);
  };
  for (const name of JUDGED) if (name !== 'su' && name !== 'sh') symlinkSync(TOYBOX, join(bin, name));
  symlinkSync(MKSH, join(bin, 'sh'));
  for (const name of programNames()) if (!JUDGED.includes(name)) install(name, argumentPrinter(MKSH));
  if (su !== undefined) install('su', `#!${MKSH}\n${SU[su]}\n`);

  return {
    async run(line) {
      const outcome = await execute(line.replace(ROOTED, `${root}/`), bin);
      const withoutRoot = (text: string) => text.replaceAll(root, '');

      return { ...outcome, stdout: withoutRoot(outcome.stdout), stderr: withoutRoot(outcome.stderr) };
    },
    stop: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** The same programs for the simulated shell. */
export function scratchStandIn(name: string): Command | undefined {
  return JUDGED.includes(name) || !programNames().includes(name) ? undefined : printsArguments(name);
}

async function execute(line: string, bin: string): Promise<Outcome> {
  const child = spawn(MKSH, ['-c', line], {
    argv0: '/system/bin/sh',
    cwd: '/',
    env: { PATH: bin, HOME: '/' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
  });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ]);

  return { code: code ?? -1, stdout, stderr: asAndroidSays(stderr) };
}
