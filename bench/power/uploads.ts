import type { Chance } from './chance.ts';
import type { Session } from './session.ts';

/** Bytes that leave at a second. */
export interface Upload {
  at: number;
  bytes: number;
}

/** What sends, and when. */
export type Uploader = (session: Session, chance: Chance) => Upload[];

/** Request line, headers and envelope of an upload. */
const DRESS = 420;

/** Sizes that have nothing to do with how long addresses are. */
export const innocent: Readonly<Record<string, Uploader>> = {
  constant: ({ visits }) => visits.map(({ at }) => ({ at: at + 0.4, bytes: DRESS + 180 })),
  heartbeat: ({ seconds }, chance) => {
    const beats: Upload[] = [];
    for (let at = 15 * chance.uniform(); at < seconds; at += 15 + chance.uniform() - 0.5)
      beats.push({ at, bytes: DRESS + 40 });

    return beats;
  },
  /** An event a visit with running totals, and a summary at HOME. */
  counter: ({ visits, homes }) => [
    ...visits.map(({ at }, n) => ({ at: at + 0.4, bytes: DRESS + `{"pages":${n * 7}}`.length })),
    ...homes.map((at, n) => ({ at, bytes: DRESS + `{"sessions":${n},"seconds":${n * 150}}`.length })),
  ],
  noisy: ({ seconds, visits }, chance) => [
    ...visits.map(({ at }) => ({ at: at + 0.4, bytes: DRESS + chance.lognormal(400, 1) })),
    ...otherEvents({ seconds }, chance, 30),
  ],
  /** A log that is sent whole each time, and grows. */
  growing: ({ launches }) => launches.map((at) => ({ at: at + 1, bytes: DRESS + 4 * at })),
  /** Crash reports: seldom, and large. */
  bursts: ({ seconds }, chance) =>
    Array.from({ length: chance.poisson(3) }, () => ({
      at: seconds * chance.uniform(),
      bytes: chance.lognormal(60_000, 1),
    })),
};

/** Events at any time, one in so many seconds on average: half of them shorter than 600 bytes, one in 6 longer than 1,600. */
export function otherEvents({ seconds }: Pick<Session, 'seconds'>, chance: Chance, mean: number): Upload[] {
  return Array.from({ length: chance.poisson(seconds / mean) }, () => ({
    at: seconds * chance.uniform(),
    bytes: DRESS + chance.lognormal(600, 1),
  }));
}
