import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import colors from 'picocolors';
import type { ExitCode } from '../model/exit.ts';
import { Fault } from '../model/fault.ts';
import { parseHandset } from '../runner/handset-choice.ts';
import type { Diagnosis } from './doctor/diagnosis.ts';
import { examineMachine } from './doctor/machine.ts';
import { examinePhone } from './doctor/phone.ts';

export interface DoctorOptions {
  /** A value of `--handset`. Each step of a run is then proven on the phone by doing it. */
  handset?: string;
  /** Write an archive about the phone without personal values: this file, or one with a name of its own. */
  bundle?: string | boolean;
  json?: boolean;
}

/** `leakgate doctor`: lists what is installed and what is missing, with fixes. @returns 3 if a run would fail, else 0 */
export async function doctor({ handset, bundle, json }: DoctorOptions = {}): Promise<ExitCode> {
  if (bundle !== undefined && handset === undefined)
    throw new Fault('--bundle needs a phone', { fix: 'leakgate doctor --handset SERIAL --bundle' });
  const choice = handset === undefined ? undefined : parseHandset(handset);
  const file = bundle === true ? 'leakgate-doctor.zip' : bundle || undefined;
  if (file !== undefined) await requireFolderOf(file);
  const machine = await examineMachine();
  const isReady = machine.every((one) => one.state !== 'missing');
  const phone =
    handset === undefined || choice === undefined
      ? []
      : choice.kind === 'serial'
        ? await examineSerial(handset, machine, file)
        : await startAndExamine(handset, machine, isReady, file);
  const all = [...machine, ...phone];
  const ready = all.every((one) => one.state !== 'missing');
  process.stdout.write(json ? asJson(all, ready) : asText(all, ready));

  return ready ? 0 : 3;
}

async function requireFolderOf(file: string): Promise<void> {
  await access(dirname(resolve(file))).catch(() => {
    throw new Fault(`--bundle ${file}: the folder ${dirname(resolve(file))} does not exist`, {
      fix: 'Create the folder, or name a file in another one.',
    });
  });
}

async function examineSerial(
  serial: string,
  machine: readonly Diagnosis[],
  bundle: string | undefined,
): Promise<Diagnosis[]> {
  const phone = await examinePhone(serial);
  if (phone.some((one) => one.state === 'missing')) return phone;
  announce(serial);
  // Loaded only here: Appium's client and the recorder are not needed for the rest.
  const { provePhone } = await import('./doctor/prove-phone.ts');
  const proofs = await provePhone(serial, [...machine, ...phone], bundle);
  announceBundle(bundle);

  return [...phone, ...proofs];
}

/** A simulated handset or an emulator runs only as long as it is examined. */
async function startAndExamine(
  handset: string,
  machine: readonly Diagnosis[],
  isReady: boolean,
  bundle: string | undefined,
): Promise<Diagnosis[]> {
  if (!isReady)
    return [
      { what: `handset ${handset}`, state: 'missing', text: 'not started: something is missing', fix: [] },
    ];
  announce(handset);
  const { examineStarted } = await import('./doctor/started-phone.ts');
  const phone = await examineStarted(handset, machine, bundle);
  announceBundle(bundle);

  return phone;
}

function announce(handset: string): void {
  process.stderr.write(`each step of a run is done once on ${handset}; this takes some minutes\n`);
}

function announceBundle(bundle: string | undefined): void {
  if (bundle !== undefined) process.stderr.write(`${bundle} was written; look into it before you send it\n`);
}

function asJson(all: readonly Diagnosis[], ready: boolean): string {
  return `${JSON.stringify({ schema: 'leakgate/doctor@1', ready, checks: all }, null, 2)}\n`;
}

function asText(all: readonly Diagnosis[], ready: boolean): string {
  const width = Math.max(...all.map((one) => one.what.length));
  const marks = { fine: colors.green('✔'), missing: colors.red('✘'), optional: colors.yellow('-') };
  const lines = all.flatMap((one) => [
    `${marks[one.state]} ${one.what.padEnd(width)}  ${one.text}`,
    ...one.fix.map((line) => `  ${' '.repeat(width)}  Fix: ${line}`),
  ]);

  return `${[...lines, '', ready ? 'Everything a run needs is installed.' : 'A run would fail: fix each line that is marked ✘.'].join('\n')}\n`;
}
