import { valuesToTell } from '../detect/index.ts';
import type { Budget, CaseEvidence } from '../model/evidence.ts';
import type { Plan } from '../model/plan.ts';
import type { IdentifierRow } from '../model/ties.ts';
import type { OwnValue } from './forms.ts';

/** Shorter values occur inside other words. They are replaced in their own fields and not searched for elsewhere. */
const SHORTEST = 6;
/** The serial of a simulated handset or an emulator identifies no person. */
const NOBODYS_SERIAL = /^(?:127\.0\.0\.1:\d+|emulator-\d+|none)$/;
/** Values that are equal on every phone with the same factory firmware. */
const SHOP_BUILD = /:user\/release-keys$/;

/** Words that occur in every run. */
const EVERYBODYS = /^(?:leakgate|localhost|runner|simulated)$/i;

/** Names of the machine that made a run. */
export interface Workplace {
  user: string;
  home: string;
  host: string;
  project: string;
  run: string;
}

/** What a run says of the machine that made it, which may not be the machine that makes the bundle. */
export function workplaceOf({ specs }: Pick<Plan, 'specs'>): Partial<Workplace> {
  const [spec] = Object.values(specs);
  const project = spec === undefined ? undefined : /^(.*)[/\\]specs[/\\][^/\\]+$/.exec(spec)?.[1];
  const [, home, user] = /^((?:[A-Za-z]:)?[/\\](?:home|Users)[/\\]([^/\\]+))/.exec(project ?? '') ?? [];

  return {
    ...(project !== undefined && { project }),
    ...(home !== undefined && { home }),
    ...(user !== undefined && { user }),
  };
}

const NAMES: Record<keyof Workplace, string> = {
  run: 'run folder',
  project: 'project folder',
  home: 'home folder',
  user: 'user name',
  host: 'host name',
};

/** Every identifying value in a run: the handset's, those in identifier fields of SDKs, and names of machines. */
export function ownValuesOf(
  cases: readonly CaseEvidence[],
  workplaces: readonly Partial<Workplace>[],
  rows: readonly IdentifierRow[],
  budget: Budget,
): OwnValue[] {
  const values: OwnValue[] = workplaces.flatMap((workplace) =>
    (Object.keys(NAMES) as (keyof Workplace)[]).flatMap((key) => {
      const value = workplace[key];

      return value === undefined ? [] : [{ name: NAMES[key], value }];
    }),
  );
  for (const evidence of cases) {
    const { serial, build } = evidence.facts.handset;
    if (!NOBODYS_SERIAL.test(serial)) values.push({ name: 'serial', value: serial });
    if (build.includes('/') && !SHOP_BUILD.test(build)) values.push({ name: 'build', value: build });
    for (const { name, value } of evidence.identity.values)
      if (!NOBODYS_SERIAL.test(value)) values.push({ name, value });
    for (const { name, value } of valuesToTell(evidence, rows, budget)) values.push({ name, value });
  }
  const seen = new Set<string>();

  return values.filter(({ value }) => {
    const bare = value.toLowerCase().replaceAll(/[:-]/g, '');

    return value.length >= SHORTEST && !EVERYBODYS.test(value) && !seen.has(bare) && seen.add(bare);
  });
}
