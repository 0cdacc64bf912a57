import { measure, type Measured } from '../../harness/sizes/index.ts';
import { type Chance, createChance } from './chance.ts';
import { type Leak } from './leaks.ts';
import { momentOf, playSession } from './session.ts';
import { innocent, type Upload, type Uploader } from './uploads.ts';

/** The other recipients of a case, among which a leak is looked for. */
const COMPANY = ['constant', 'heartbeat', 'counter', 'noisy'] as const;

/** How many of so many cases blame a recipient that is innocent, by uploader; `all together` is any of them, in one case. */
export function falseAlarms(cases: number, seed: number): Map<string, number> {
  const alarms = new Map<string, number>();
  for (const [name, uploader] of Object.entries(innocent))
    alarms.set(
      name,
      countCases(cases, seed, `false ${name}`, { [name]: uploader }, () => true),
    );
  alarms.set(
    'all together',
    countCases(cases, seed, 'false all', innocent, () => true),
  );

  return alarms;
}

/** In how many of so many cases a leak of a slope is found, among four innocent recipients. */
export function found(cases: number, seed: number, name: string, leak: Leak, slope: number): number {
  const company = Object.fromEntries(COMPANY.map((each) => [each, innocent[each] as Uploader]));
  const uploaders = { ...company, leak: (session, chance) => leak(session, chance, slope) } as Record<
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
  const chance = createChance(seed);
  let count = 0;
  for (let at = 0; at < cases; at++) {
    const measured = simulate(`${seed}/${name}/${at}`, uploaders, chance);
    if (measured.some((row) => row.follows && counts(row))) count += 1;
  }

  return count;
}

/** One case: its order drawn, its uploads made, and measured as a verdict measures them. */
export function simulate(
  seed: string,
  uploaders: Readonly<Record<string, Uploader>>,
  chance: Chance,
): Measured[] {
  const { blocks, session } = playSession(seed, chance);
  const sendings = Object.entries(uploaders).flatMap(([recipient, uploader]) =>
    uploader(session, chance).map(({ at, bytes }: Upload) => ({
      at: momentOf(at),
      recipient,
      bytes: Math.round(bytes),
      apart: 0,
      again: false,
    })),
  );

  return measure(blocks, sendings);
}
