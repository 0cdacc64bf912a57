import { measure, type Measured } from '../../harness/sizes/index.ts';
import { type Sampler, createSampler } from './sampler.ts';
import { type Leak } from './leaks.ts';
import { timestampOf, simulateSession } from './session.ts';
import { innocentUploaders, type Upload, type Uploader } from './uploads.ts';

/** The other recipients of a case with a leak. */
const INNOCENT_RECIPIENTS = ['constant', 'heartbeat', 'counter', 'noisy'] as const;

/** The number of cases with a false alarm, by uploader; `all together` has all of them in one case. */
export function countFalseAlarms(cases: number, seed: number): Map<string, number> {
  const alarms = new Map<string, number>();
  for (const [name, uploader] of Object.entries(innocentUploaders))
    alarms.set(
      name,
      countCases(cases, seed, `false ${name}`, { [name]: uploader }, () => true),
    );
  alarms.set(
    'all together',
    countCases(cases, seed, 'false all', innocentUploaders, () => true),
  );

  return alarms;
}

/** The number of cases that find a leak of a slope among four innocent recipients. */
export function countFound(cases: number, seed: number, name: string, leak: Leak, slope: number): number {
  const others = Object.fromEntries(
    INNOCENT_RECIPIENTS.map((each) => [each, innocentUploaders[each] as Uploader]),
  );
  const uploaders = { ...others, leak: (session, sampler) => leak(session, sampler, slope) } as Record<
    string,
    Uploader
  >;

  return countCases(cases, seed, `${name} ${slope}`, uploaders, ({ recipient }) => recipient === 'leak');
}

function countCases(
  cases: number,
  seed: number,
  name: string,
  uploaders: Readonly<Record<string, Uploader>>,
  counts: (row: Measured) => boolean,
): number {
  const sampler = createSampler(seed);
  let count = 0;
  for (let at = 0; at < cases; at++) {
    const measured = simulateCase(`${seed}/${name}/${at}`, uploaders, sampler);
    if (measured.some((row) => row.follows && counts(row))) count += 1;
  }

  return count;
}

/** Simulates one case: draws its order, creates its uploads and measures them as a verdict does. */
export function simulateCase(
  seed: string,
  uploaders: Readonly<Record<string, Uploader>>,
  sampler: Sampler,
): Measured[] {
  const { blocks, session } = simulateSession(seed, sampler);
  const sendings = Object.entries(uploaders).flatMap(([recipient, uploader]) =>
    uploader(session, sampler).map(({ at, bytes }: Upload) => ({
      at: timestampOf(at),
      recipient,
      bytes: Math.round(bytes),
      excludedBytes: 0,
      isRetry: false,
    })),
  );

  return measure(blocks, sendings);
}
