import colors from 'picocolors';
import type { ExitCode } from '../model/exit.ts';
import { Fault } from '../model/fault.ts';
import type { Diagnosis } from './doctor/diagnosis.ts';
import { examineMachine } from './doctor/machine.ts';
import { examinePhone } from './doctor/phone.ts';

export interface DoctorOptions {
  /** A serial. Each step of a run is then proven on the phone by doing it. */
  handset?: string;
  /** Write an archive about the phone without personal values: this file, or one with a name of its own. */
  bundle?: string | boolean;
  json?: boolean;
}

/** `leakgate doctor`: lists what is installed and what is missing, with fixes. @returns 3 if a run would fail, else 0 */
export async function doctor(options: DoctorOptions = {}): Promise<ExitCode> {
  const diagnoses = await examineMachine();
  const phone = options.handset === undefined ? [] : await examinePhone(options.handset);
  const { handset, bundle } = options;
  if (bundle !== undefined && handset === undefined)
    throw new Fault('--bundle needs a phone', { fix: 'leakgate doctor --handset SERIAL --bundle' });
  const canProve = phone.length > 1 && phone.every((one) => one.state !== 'missing');
  const file = bundle === true ? 'leakgate-doctor.zip' : bundle || undefined;
  const proofs =
    handset !== undefined && canProve ? await prove(handset, [...diagnoses, ...phone], file) : [];
  const all = [...diagnoses, ...phone, ...proofs];
  const ready = all.every((one) => one.state !== 'missing');
  process.stdout.write(options.json ? asJson(all, ready) : asText(all, ready));

  return ready ? 0 : 3;
}

async function prove(
  handset: string,
  examined: readonly Diagnosis[],
  bundle: string | undefined,
): Promise<Diagnosis[]> {
  process.stderr.write(`each step of a run is done once on ${handset}; this takes some minutes\n`);
  // Loaded only here: Appium's client and the recorder are not needed for the rest.
  const { provePhone } = await import('./doctor/prove-phone.ts');
  const proofs = await provePhone(handset, examined, bundle);
  if (bundle !== undefined) process.stderr.write(`${bundle} was written; look into it before you send it\n`);

  return proofs;
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
