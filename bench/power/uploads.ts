import type { Sampler } from './sampler.ts';
import type { Session } from './session.ts';

/** Bytes that are sent at a second. */
export interface Upload {
  at: number;
  bytes: number;
}

/** The uploads of one uploader in a session. */
export type Uploader = (session: Session, sampler: Sampler) => Upload[];

/** Request line, headers and envelope of an upload. */
const OVERHEAD = 420;

/** Uploaders whose sizes do not depend on the length of addresses. */
export const innocentUploaders: Readonly<Record<string, Uploader>> = {
  constant: ({ visits }) => visits.map(({ at }) => ({ at: at + 0.4, bytes: OVERHEAD + 180 })),
  heartbeat: ({ seconds }, sampler) => {
    const beats: Upload[] = [];
    for (let at = 15 * sampler.uniform(); at < seconds; at += 15 + sampler.uniform() - 0.5)
      beats.push({ at, bytes: OVERHEAD + 40 });

    return beats;
  },
  /** An event a visit with running totals, and a summary at HOME. */
  counter: ({ visits, homes }) => [
    ...visits.map(({ at }, n) => ({ at: at + 0.4, bytes: OVERHEAD + `{"pages":${n * 7}}`.length })),
    ...homes.map((at, n) => ({ at, bytes: OVERHEAD + `{"sessions":${n},"seconds":${n * 150}}`.length })),
  ],
  noisy: ({ seconds, visits }, sampler) => [
    ...visits.map(({ at }) => ({ at: at + 0.4, bytes: OVERHEAD + sampler.lognormal(400, 1) })),
    ...otherEvents({ seconds }, sampler, 30),
  ],
  /** A growing log that is sent completely each time. */
  growing: ({ launches }) => launches.map((at) => ({ at: at + 1, bytes: OVERHEAD + 4 * at })),
  /** Crash reports: seldom, and large. */
  bursts: ({ seconds }, sampler) =>
    Array.from({ length: sampler.poisson(3) }, () => ({
      at: seconds * sampler.uniform(),
      bytes: sampler.lognormal(60_000, 1),
    })),
};

/** Events at random times, one every `mean` seconds on average: half of them shorter than 600 bytes, one in 6 longer than 1,600. */
export function otherEvents({ seconds }: Pick<Session, 'seconds'>, sampler: Sampler, mean: number): Upload[] {
  return Array.from({ length: sampler.poisson(seconds / mean) }, () => ({
    at: seconds * sampler.uniform(),
    bytes: OVERHEAD + sampler.lognormal(600, 1),
  }));
}
