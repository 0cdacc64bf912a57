import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installFault } from '../../handset/refusals.ts';

/** An entry of WebdriverIO's log begins with its time. */
const ENTRY = /^(?=\d{4}-\d\d-\d\dT[\d:.]+Z )/m;
/** A request for a session that failed (webdriver 9.32). */
const FAILED =
  /ERROR @wdio\/runner: (?:Error: )?(?:WebDriverError: )?([^]*?)\s* when running "[^"]*\/session" with method "POST"/;
const MAX_CHARACTERS = 400;
/** WebdriverIO's output reaches the log a little later than the worker ends. */
const LOG_LIMIT_MS = 2000;
const POLL_MS = 100;

/**
 * Why no Appium session could be opened on a phone, from WebdriverIO's log; undefined if the log has no such failure.
 *
 * @param since when the worker was started: earlier failures belong to other workers
 */
export async function sessionRefusal(
  runDir: string,
  serial: string,
  since: Date,
  limitMs = LOG_LIMIT_MS,
): Promise<string | undefined> {
  const until = Date.now() + limitMs;
  for (;;) {
    const why = refusalIn(await readLogSince(runDir, since), serial);
    if (why !== undefined || Date.now() >= until) return why;
    await sleep(POLL_MS);
  }
}

/** The entries of WebdriverIO's log since a time; none if there is no log yet. */
export async function readLogSince(runDir: string, since: Date): Promise<string[]> {
  const log = await readFile(join(runDir, 'logs', 'wdio.log'), 'utf8').catch(() => '');

  return log.split(ENTRY).filter((entry) => entry >= since.toISOString());
}

function refusalIn(entries: readonly string[], serial: string): string | undefined {
  const messages = entries.flatMap((entry) => FAILED.exec(entry)?.[1] ?? []);
  // Appium's messages about an adb command name the phone, with a backslash before a colon.
  const own =
    messages.findLast((message) => message.replaceAll('\\', '').includes(serial)) ?? messages.at(-1);
  if (own === undefined) return undefined;
  const fault = installFault(serial, 'an app of Appium', own, undefined);

  return fault?.fix !== undefined
    ? `${fault.message}: ${fault.fix}`
    : `Appium opened no session on ${serial}: ${own.replaceAll(/\s+/g, ' ').slice(0, MAX_CHARACTERS)}`;
}
