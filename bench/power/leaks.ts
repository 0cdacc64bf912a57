import { deflateRawSync } from 'node:zlib';
import type { Sampler } from './sampler.ts';
import type { Session } from './session.ts';
import { innocentUploaders, otherEvents, type Upload } from './uploads.ts';

/** Uploads of encrypted addresses, with `slope` bytes for each byte of address. */
export type Leak = (session: Session, sampler: Sampler, slope: number) => Upload[];

const OVERHEAD = 420;
/** The bytes of an event without the address. */
const EVENT_BYTES = 160;

const immediate: Leak = ({ visits }, _, slope) =>
  visits.map(({ at, urlBytes }) => ({ at: at + 0.5, bytes: OVERHEAD + EVENT_BYTES + slope * urlBytes }));

/** Uploads that wait for the next moment and then leave together. */
function batched(moments: (session: Session) => readonly number[]): Leak {
  return (session, _, slope) =>
    batchesOf(session, moments(session)).map(({ at, visits }) => ({
      at,
      bytes: OVERHEAD + visits.reduce((sum, { urlBytes }) => sum + EVENT_BYTES + slope * urlBytes, 0),
    }));
}

/** The share `slope` of the address, deflated with the rest of the event, then encrypted: random base64url shrinks by a quarter. */
const compressed: Leak = (session, sampler, slope) =>
  batchesOf(session, session.homes).map(({ at, visits }) => {
    const events = visits.map(({ urlBytes }) => ({
      event: 'page_load',
      url: sampler
        .bytes(Math.ceil(slope * urlBytes))
        .toString('base64url')
        .slice(0, Math.round(slope * urlBytes)),
      properties: {
        app: 'browser',
        network: 'wifi',
        model: 'Redmi Note 8',
        n: Math.floor(1e6 * sampler.uniform()),
      },
    }));

    return { at, bytes: OVERHEAD + deflateRawSync(JSON.stringify(events)).length };
  });

export const leaks: Readonly<Record<string, Leak>> = {
  'at once': immediate,
  'batched, every 15 s': batched(({ seconds }) => momentsEvery(15, seconds)),
  'batched, at HOME': batched(({ homes }) => homes),
  'batched, at the next launch': batched(({ launches }) => launches),
  'compressed, at HOME': compressed,
  'noisy, 1 other event a minute': (session, sampler, slope) => [
    ...immediate(session, sampler, slope),
    ...otherEvents(session, sampler, 60),
  ],
  'noisy, 4 other events a minute': (session, sampler, slope) => [
    ...immediate(session, sampler, slope),
    ...otherEvents(session, sampler, 15),
  ],
  'noisy, among crash reports': (session, sampler, slope) => [
    ...immediate(session, sampler, slope),
    ...(innocentUploaders['bursts']?.(session, sampler) ?? []),
  ],
  'batched every 600 s, and not sent at HOME': batched(({ seconds }) => momentsEvery(600, seconds)),
  'hashed: the same length for every address': (session, sampler) => immediate(session, sampler, 0),
};

function momentsEvery(step: number, seconds: number): number[] {
  return Array.from({ length: Math.floor(seconds / step) }, (_, at) => (at + 1) * step);
}

/** The visits before each moment and after the one before it; a moment without any sends nothing. */
function batchesOf(
  { visits }: Session,
  moments: readonly number[],
): { at: number; visits: Session['visits'] }[] {
  return moments
    .map((at, index) => ({
      at,
      visits: visits.filter((visit) => visit.at < at && visit.at >= (moments[index - 1] ?? 0)),
    }))
    .filter((batch) => batch.visits.length > 0);
}
