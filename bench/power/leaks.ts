import { deflateRawSync } from 'node:zlib';
import type { Chance } from './chance.ts';
import type { Session } from './session.ts';
import { innocent, otherEvents, type Upload } from './uploads.ts';

/** Uploads of encrypted addresses, of which so much is sent for each byte of address. */
export type Leak = (session: Session, chance: Chance, slope: number) => Upload[];

const DRESS = 420;
/** What an event has beside the address. */
const EVENT = 160;

const immediate: Leak = ({ visits }, _, slope) =>
  visits.map(({ at, urlBytes }) => ({ at: at + 0.5, bytes: DRESS + EVENT + slope * urlBytes }));

/** Kept until a moment comes; all that is kept leaves at once. */
function batched(moments: (session: Session) => readonly number[]): Leak {
  return (session, _, slope) =>
    batchesOf(session, moments(session)).map(({ at, visits }) => ({
      at,
      bytes: DRESS + visits.reduce((sum, { urlBytes }) => sum + EVENT + slope * urlBytes, 0),
    }));
}

/** So much of the address deflated with the rest of the event, then encrypted: random base64url shrinks by a quarter. */
const compressed: Leak = (session, chance, slope) =>
  batchesOf(session, session.homes).map(({ at, visits }) => {
    const events = visits.map(({ urlBytes }) => ({
      event: 'page_load',
      url: chance
        .bytes(Math.ceil(slope * urlBytes))
        .toString('base64url')
        .slice(0, Math.round(slope * urlBytes)),
      properties: {
        app: 'browser',
        network: 'wifi',
        model: 'Redmi Note 8',
        n: Math.floor(1e6 * chance.uniform()),
      },
    }));

    return { at, bytes: DRESS + deflateRawSync(JSON.stringify(events)).length };
  });

export const leaks: Readonly<Record<string, Leak>> = {
  'at once': immediate,
  'batched, every 15 s': batched(({ seconds }) => every(15, seconds)),
  'batched, at HOME': batched(({ homes }) => homes),
  'batched, at the next launch': batched(({ launches }) => launches),
  'compressed, at HOME': compressed,
  'noisy, 1 other event a minute': (session, chance, slope) => [
    ...immediate(session, chance, slope),
    ...otherEvents(session, chance, 60),
  ],
  'noisy, 4 other events a minute': (session, chance, slope) => [
    ...immediate(session, chance, slope),
    ...otherEvents(session, chance, 15),
  ],
  'noisy, among crash reports': (session, chance, slope) => [
    ...immediate(session, chance, slope),
    ...(innocent['bursts']?.(session, chance) ?? []),
  ],
  'batched, every 600 s, not even sent at HOME': batched(({ seconds }) => every(600, seconds)),
  'hashed: the same length for every address': (session, chance) => immediate(session, chance, 0),
};

function every(step: number, seconds: number): number[] {
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
