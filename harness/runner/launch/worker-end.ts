import { constants } from 'node:os';
import { readLogSince } from './session-refusal.ts';

/** How a worker ended. */
export interface WorkerEnd {
  /** WebdriverIO's name of the worker, such as `0-0`. */
  worker: string;
  exitCode: number;
  startedAt: Date;
}

/** An error of WebdriverIO itself. Errors of single commands to the phone are no reason for a worker to end. */
const ERROR = /^\S+ ERROR (@wdio\/[\w-]+): ([^]*)/;
const MAX_CHARACTERS = 300;
/** A process that a signal ended has 128 and the signal's number as its exit code. */
const SIGNAL_BASE = 128;

/**
 * Why a worker left a case undecided: its exit code, and the last error in WebdriverIO's log since it was started. Errors of tests
 * have the worker's name.
 */
export async function describeEnd(
  runDir: string,
  { worker, exitCode, startedAt }: WorkerEnd,
  when: 'before' | 'during',
): Promise<string> {
  const ofTests = new RegExp(`^\\[${worker}\\] (?!Undecided)\\S+ in "[^"]*"\\n([^\\n]+)`, 'gm');
  const errors = (await readLogSince(runDir, startedAt)).flatMap((entry) => {
    const [, logger, text = ''] = ERROR.exec(entry) ?? [];
    const own = logger === undefined ? [] : [`${logger}: ${text.split('\n')[0] ?? ''}`];

    return [...own, ...[...entry.matchAll(ofTests)].map(([, line = '']) => line)];
  });
  const last = errors.at(-1)?.slice(0, MAX_CHARACTERS);

  return `the worker ${signalOf(exitCode) ?? `ended with exit code ${exitCode}`} ${when} this case; ${last === undefined ? 'logs/wdio.log names no error' : `the last error in logs/wdio.log: ${last}`}`;
}

function signalOf(exitCode: number): string | undefined {
  const name = Object.entries(constants.signals).find(([, number]) => number === exitCode - SIGNAL_BASE)?.[0];

  return name === undefined ? undefined : `was ended by ${name}`;
}
