import { copyFileSync, createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { counted } from '../../../model/counted.ts';
import { pipeline } from 'node:stream/promises';
import { AndroidError, type InstalledPackage } from '../../device.ts';
import { createByteReader } from '../../adbd/byte-reader.ts';
import { confirmUsbInstall } from '../../system/miui.ts';
import { SECOND_USER } from '../../packages/busy.ts';
import { failure } from '../../packages/reader.ts';
import { NotModelled, type Command, type Shell } from '../command.ts';
import { shortComponent } from '../intent.ts';
import { type PackageVerb as Verb, permissionVerbs } from './pm-permissions.ts';
import { withoutUser } from './settings.ts';

export const packageCommands: readonly Command[] = [
  { names: ['pm'], run: (args, shell) => runPackageManager(args, shell) },
];

const VERBS: Record<string, Verb> = {
  install,
  uninstall,
  clear,
  path,
  list,
  ...permissionVerbs,
  'resolve-activity': resolveActivity,
};
/** Bytes of an APK that are written to disk at once. */
const PIECE = 256 * 1024;

/** `pm` and `cmd package`. Source: AOSP PackageManagerShellCommand. */
export async function runPackageManager(args: readonly string[], shell: Shell): Promise<number> {
  const [name = '', ...rest] = args;
  const verb = VERBS[name];
  if (verb === undefined) throw new NotModelled(`pm ${name}`);
  try {
    return await verb(name === 'list' ? rest : withoutUser(rest, `pm ${name}`), shell);
  } catch (error) {
    if (!(error instanceof AndroidError) || !error.message.startsWith('Failure')) throw error;
    shell.out(`${error.message}\n`);

    return 1;
  }
}

/** `-r` has been the default since Android 9; `-R` turns it off. */
async function install(args: readonly string[], shell: Shell): Promise<number> {
  const options = { replace: true, downgrade: false, grant: false, bypassLowTarget: false };
  // Source: AOSP 14 PackageManagerShellCommand.makeInstallParams; the option came with Android 14.
  const hasBypass = shell.device.rules.minInstallableTargetSdk > 0;
  let size: number | undefined;
  let file: string | undefined;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '-S') size = Number(args[++at]);
    else if (arg === '-R') options.replace = false;
    else if (arg === '-d') options.downgrade = true;
    else if (arg === '-g') options.grant = true;
    else if (arg === '--bypass-low-target-sdk-block' && hasBypass) options.bypassLowTarget = true;
    else if (['-r', '-t'].includes(arg)) continue;
    else if (arg.startsWith('-') && arg !== '-') throw new NotModelled(`pm install ${arg}`);
    else file = arg === '-' ? undefined : arg;
  }
  const incoming = incomingFile(shell);
  try {
    if (file !== undefined) copyApk(file, incoming, shell);
    else if (size === undefined || !Number.isSafeInteger(size))
      throw new AndroidError('Error: must specify a APK size');
    else await receiveApk(size, incoming, shell);
    await confirmUsbInstall(shell.device, shell.user.uid);
    await shell.device.packages.install(incoming, options);
  } finally {
    rmSync(incoming, { force: true });
  }
  shell.out('Success\n');

  return 0;
}

function incomingFile(shell: Shell): string {
  const folder = join(shell.device.options.workDir, 'incoming');
  mkdirSync(folder, { recursive: true });

  return join(folder, `${randomBytes(8).toString('hex')}.apk`);
}

function copyApk(path: string, to: string, shell: Shell): void {
  const from = shell.files.machineFile(shell.path(path));
  if (from === undefined) throw new AndroidError(`Error: failed to read ${path}: No such file or directory`);
  copyFileSync(from, to);
}

async function receiveApk(size: number, to: string, shell: Shell): Promise<void> {
  const reader = createByteReader(shell.stdin);
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let left = size; left > 0; ) {
      const chunk = await reader.take(Math.min(PIECE, left));
      if (chunk === undefined)
        throw failure(
          'INSTALL_FAILED_INVALID_APK',
          `the last ${counted(left, 'byte')} of the APK did not arrive`,
        );
      left -= chunk.length;
      yield chunk;
    }
  }
  await pipeline(Readable.from(chunks()), createWriteStream(to));
}

async function uninstall(args: readonly string[], shell: Shell): Promise<number> {
  const names = args.filter((arg) => arg !== '-k');
  const [name = ''] = names;
  if (names.length !== 1 || name.startsWith('-')) throw new NotModelled(`pm uninstall ${args.join(' ')}`);
  await shell.device.packages.uninstall(name, args.includes('-k'));
  shell.out('Success\n');

  return 0;
}

async function clear(args: readonly string[], shell: Shell): Promise<number> {
  const [name = ''] = args;
  if (shell.device.packages.get(name) === undefined) {
    shell.out('Failed\n');
    return 1;
  }
  await shell.device.packages.clear(name);
  shell.out('Success\n');

  return 0;
}

function path(args: readonly string[], shell: Shell): number {
  const installed = shell.device.packages.get(args[0] ?? '');
  if (installed !== undefined) shell.out(`package:${installed.codePath}\n`);

  return installed === undefined ? 1 : 0;
}

function list(args: readonly string[], shell: Shell): number {
  const [listed = '', ...rest] = args;
  if (listed === 'packages') return listPackages(rest, shell);
  if (listed === 'users') {
    shell.out('Users:\n\tUserInfo{0:Owner:c13} running\n');
    if (shell.device.options.busy === true)
      shell.out(`\tUserInfo{${SECOND_USER}:Work profile:1030} running\n`);
    return 0;
  }
  if (listed !== 'instrumentation') throw new NotModelled(`pm list ${listed}`);
  for (const { package: name, name: runner, target } of shell.system.instrumentations())
    shell.out(`instrumentation:${name}/${runner} (target=${target})\n`);

  return 0;
}

/** UIDs per user; AOSP UserHandle.java PER_USER_RANGE. */
const USER_SPAN = 100_000;

function listPackages(allArgs: readonly string[], shell: Shell): number {
  const isSecond = shell.device.options.busy === true && allArgs.join(' ').includes(`--user ${SECOND_USER}`);
  const args = isSecond ? withoutOption(allArgs, '--user') : withoutUser(allArgs, 'pm list packages');
  const offset = isSecond ? SECOND_USER * USER_SPAN : 0;
  const flags = args.filter((arg) => arg.startsWith('-'));
  const unknown = flags.find((flag) => !['-3', '-s', '-f', '-U', '-e', '--show-versioncode'].includes(flag));
  if (unknown !== undefined) throw new NotModelled(`pm list packages ${unknown}`);
  const filter = args.find((arg) => !arg.startsWith('-')) ?? '';
  const shown = shell.device.packages
    .list()
    .filter((each) => each.package.includes(filter))
    .filter((each) => !(flags.includes('-3') && each.system) && !(flags.includes('-s') && !each.system));
  for (const each of shown) shell.out(`${packageLine({ ...each, uid: each.uid + offset }, flags)}\n`);

  return 0;
}

function withoutOption(args: readonly string[], name: string): string[] {
  const at = args.indexOf(name);

  return [...args.slice(0, at), ...args.slice(at + 2)];
}

function packageLine(each: InstalledPackage, flags: readonly string[]): string {
  const file = flags.includes('-f') ? `${each.codePath}=` : '';
  const version = flags.includes('--show-versioncode') ? ` versionCode:${each.versionCode}` : '';
  const uid = flags.includes('-U') ? ` uid:${each.uid}` : '';

  return `package:${file}${each.package}${version}${uid}`;
}

function resolveActivity(args: readonly string[], shell: Shell): number {
  const names = args.filter((arg) => arg !== '--brief');
  const [name = ''] = names;
  if (names.length !== 1 || name.startsWith('-'))
    throw new NotModelled(`pm resolve-activity ${args.join(' ')}`);
  const launcher = shell.device.packages.get(name)?.launchActivity;
  if (launcher === undefined) shell.out('No activity found\n');
  else
    shell.out(
      `priority=0 preferredOrder=0 match=0x108000 specificIndex=-1 isDefault=false\n${shortComponent(name, launcher)}\n`,
    );

  return 0;
}
