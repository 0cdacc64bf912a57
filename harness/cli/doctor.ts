import colors from 'picocolors';
import type { ExitCode } from '../model/exit.ts';
import type { Diagnosis } from './doctor/diagnosis.ts';
import { examineMachine } from './doctor/machine.ts';
import { examinePhone } from './doctor/phone.ts';

export interface DoctorOptions {
  /** A serial. */
  handset?: string;
  json?: boolean;
}

/** `leakgate doctor`: lists what is installed and what is missing, with fixes. @returns 3 if a run would fail, else 0 */
export async function doctor(options: DoctorOptions = {}): Promise<ExitCode> {
  const diagnoses = await examineMachine();
  const phone = options.handset === undefined ? [] : await examinePhone(options.handset);
  const all = [...diagnoses, ...phone];
  const ready = all.every((one) => one.state !== 'missing');
  process.stdout.write(options.json ? asJson(all, ready) : asText(all, ready));

  return ready ? 0 : 3;
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
