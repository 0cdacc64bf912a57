import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault, reasonOf } from '../model/fault.ts';
import type { OriginRequest, OriginResponse } from '../model/origin.ts';
import { selfTestRequests, ANSWERS, LARGE_ANSWER_BYTES, type SelfTestRequest } from './self-test-requests.ts';
import { type Recorder, startRecorder } from './recorder.ts';
import type { Rules } from './rules.ts';
import { createTestClient } from './test-client.ts';

/** Milliseconds that the recorder may take to record the last data. */
const RECORDING_MS = 1500;
const LARGE_ANSWER = randomBytes(LARGE_ANSWER_BYTES);

/**
 * Sends known values through a recorder of its own, with every protocol and kind of response in use, and searches the
 * recording for each byte of them. Throws a Fault that names every loss, because a run with a recorder that loses data could
 * call a leaking release clean.
 *
 * @returns The number of exchanges that were sent.
 */
export async function selfTest(options: {
  ca: { key: string; cert: string };
  /** Rules of the proxy; only tests of the self-test set them. */
  rules?: Rules;
}): Promise<number> {
  const recorder = await startRecorder({ ...options, respond });
  const client = createTestClient(recorder.port, options.ca.cert);
  const requests = selfTestRequests();
  try {
    const failures = await Promise.all(
      requests.map(({ description, send }) =>
        send(client).then(
          () => [],
          (error: unknown) => [`${description}: the request could not be sent: ${reasonOf(error)}`],
        ),
      ),
    );
    const losses = [...failures.flat(), ...(await waitForLosses(recorder, requests))];
    if (losses.length > 0)
      throw new Fault(`the recorder does not record all of a test request:\n  ${losses.join('\n  ')}`, {
        fix: 'install the versions in package-lock.json (npm ci); a verdict based on this recorder would be wrong',
      });

    return requests.length;
  } finally {
    client.close();
    await recorder.stop();
  }
}

async function waitForLosses(recorder: Recorder, requests: readonly SelfTestRequest[]): Promise<string[]> {
  const deadline = performance.now() + RECORDING_MS;
  for (;;) {
    const { entries } = recorder.since();
    const losses = requests.flatMap(({ description, losses: lossesOf }) =>
      lossesOf(entries).map((place) => `${description}: ${place}`),
    );
    if (losses.length === 0 || performance.now() > deadline) return losses;
    await delay(25);
  }
}

function respond({ url }: OriginRequest): OriginResponse {
  const { pathname } = new URL(url);
  const status = Object.hasOwn(ANSWERS, pathname) ? ANSWERS[pathname as keyof typeof ANSWERS] : 404;
  const body = pathname === '/large' ? LARGE_ANSWER : Buffer.from(status === 200 ? 'ok' : '');

  return { status, headers: [['content-type', 'application/octet-stream']], body, responder: 'self-test' };
}
