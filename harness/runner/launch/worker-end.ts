import { constants } from 'node:os';
import { readLogSince } from './session-refusal.ts';

/** An error of WebdriverIO itself. Errors of single commands to the phone are no reason for a worker to end. */
const ERROR = /^\S+ ERROR (@wdio\/[\w-]+): ([^]*)/;
const MAX_CHARACTERS = 300;
/** A process that a signal ended has 128 and the signal's number as its exit code. */
const SIGNAL_BASE = 128;

/**
 * How a worker ended that may have left cases undecided: its exit code, and WebdriverIO's last error since it was started.
 *
 * @param since when the worker was started
 */
export async function workerEnd(runDir: string, exitCode: number, since: Date): Promise<string> {
  const errors = (await readLogSince(runDir, since)).flatMap((entry) => {
    const [, logger, text = ''] = ERROR.exec(entry) ?? [];

    return logger === undefined ? [] : [`${logger}: ${(text.split('\n')[0] ?? '').slice(0, MAX_CHARACTERS)}`];
  });
  const last = errors.at(-1);
  const how = signalOf(exitCode) ?? `ended with exit code ${exitCode}`;

  return `the worker ${how} before this case; ${last === undefined ? 'logs/wdio.log has no error of WebdriverIO' : `WebdriverIO's last error: ${last}`}`;
}

function signalOf(exitCode: number): string | undefined {
  const name = Object.entries(constants.signals).find(([, number]) => number === exitCode - SIGNAL_BASE)?.[0];

  return name === undefined ? undefined : `was ended by ${name}`;
}
