import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault, reasonOf } from '../model/fault.ts';
import type { OriginRequest, OriginResponse } from '../model/origin.ts';
import { selfTestRequests, ANSWERS, LARGE_ANSWER_BYTES, type SelfTestRequest } from './self-test-requests.ts';
import { type Recorder, startRecorder } from './recorder.ts';
import type { Rules } from './rules.ts';
import { createTestClient } from './test-client.ts';

/** How long the last of what was sent may take to be written down. */
const SETTLING_MS = 1500;
const LARGE_ANSWER = randomBytes(LARGE_ANSWER_BYTES);

/**
 * Sends known values through a recorder of its own, by every protocol and with every way of answering in use, and looks
 * for each byte of them in the recording. Throws a Fault that names every loss: a recorder that loses anything would
 * call a leak clean.
 *
 * @returns How many exchanges were tried.
 */
export async function selfTest(options: {
  ca: { key: string; cert: string };
  /** Only for tests of this test. */
  rules?: Rules;
}): Promise<number> {
  const recorder = await startRecorder({ ...options, respond });
  const client = createTestClient(recorder.port, options.ca.cert);
  const plantings = selfTestRequests();
  try {
    const failures = await Promise.all(
      plantings.map(({ way, send }) =>
        send(client).then(
          () => [],
          (error: unknown) => [`${way}: could not be sent: ${reasonOf(error)}`],
        ),
      ),
    );
    const losses = [...failures.flat(), ...(await lossesOnceSettled(recorder, plantings))];
    if (losses.length > 0)
      throw new Fault(`the recorder loses what passes through it:\n  ${losses.join('\n  ')}`, {
        fix: 'run with the versions in package-lock.json (npm ci); a verdict from this recorder would mean nothing',
      });

    return plantings.length;
  } finally {
    client.close();
    await recorder.stop();
  }
}

async function lossesOnceSettled(
  recorder: Recorder,
  plantings: readonly SelfTestRequest[],
): Promise<string[]> {
  const until = performance.now() + SETTLING_MS;
  for (;;) {
    const { entries } = recorder.since();
    const losses = plantings.flatMap(({ way, losses: lossesOf }) =>
      lossesOf(entries).map((place) => `${way}: ${place}`),
    );
    if (losses.length === 0 || performance.now() > until) return losses;
    await delay(25);
  }
}

function respond({ url }: OriginRequest): OriginResponse {
  const { pathname } = new URL(url);
  const status = Object.hasOwn(ANSWERS, pathname) ? ANSWERS[pathname as keyof typeof ANSWERS] : 404;
  const body = pathname === '/large' ? LARGE_ANSWER : Buffer.from(status === 200 ? 'ok' : '');

  return { status, headers: [['content-type', 'application/octet-stream']], body, responder: 'self-test' };
}
