import { valuesToTell } from '../detect/index.ts';
import type { Budget, CaseEvidence } from '../model/evidence.ts';
import type { Plan } from '../model/plan.ts';
import type { IdentifierRow } from '../model/ties.ts';
import type { OwnValue } from './forms.ts';
import { wordPattern } from './words.ts';

/** Characters. Shorter values occur inside other words by chance. */
const MIN_LENGTH = 6;
/** Characters. Shorter names of the machine are not replaced at all; names up to {@link MIN_LENGTH} only as whole words. */
const MIN_WORD_LENGTH = 2;
/** The serial of a simulated handset or an emulator identifies no person. */
const IMPERSONAL_SERIAL = /^(?:127\.0\.0\.1:\d+|emulator-\d+|none)$/;
/** Build fingerprints that are equal on every phone with the same factory firmware. */
const FACTORY_BUILD = /:user\/release-keys$/;

/** Names of users and machines that identify no person. Most are also words in every run, which replacing would destroy. */
const COMMON_WORD =
  /^(?:admin|app|dev|host|leakgate|localhost|node|root|runner|sim|simulated|test|user|web)$/i;

/** Names by which the machine that made a run, or its user, could be recognized. */
export interface MachineNames {
  user: string;
  home: string;
  host: string;
  project: string;
  run: string;
}

/** The names in a run's plan of the machine that made it, which may not be the machine that makes the bundle. */
export function machineNamesIn({ specs }: Pick<Plan, 'specs'>): Partial<MachineNames> {
  const [spec] = Object.values(specs);
  const project = spec === undefined ? undefined : /^(.*)[/\\]specs[/\\][^/\\]+$/.exec(spec)?.[1];
  const [, home, user] = /^((?:[A-Za-z]:)?[/\\](?:home|Users)[/\\]([^/\\]+))/.exec(project ?? '') ?? [];

  return {
    ...(project !== undefined && { project }),
    ...(home !== undefined && { home }),
    ...(user !== undefined && { user }),
  };
}

const LABELS: Record<keyof MachineNames, string> = {
  run: 'run folder',
  project: 'project folder',
  home: 'home folder',
  user: 'user name',
  host: 'host name',
};

/**
 * Every identifying value in a run: those of the handset, those in identifier fields of SDKs, and names of machines. Of values
 * with fewer than 6 characters, only names of machines are returned.
 */
export function ownValuesOf(
  cases: readonly CaseEvidence[],
  machines: readonly Partial<MachineNames>[],
  rows: readonly IdentifierRow[],
  budget: Budget,
): OwnValue[] {
  const caseIds = cases.map(({ facts }) => facts.id).join(' ');
  const values: OwnValue[] = machines.flatMap((machine) =>
    (Object.keys(LABELS) as (keyof MachineNames)[]).flatMap((key) => {
      const value = machine[key];
      if (value === undefined) return [];
      if (value.length >= MIN_LENGTH) return [{ name: LABELS[key], value }];

      return isIdentifyingWord(value, caseIds) ? [{ name: LABELS[key], value, isWord: true as const }] : [];
    }),
  );
  for (const evidence of cases) {
    const { serial, build } = evidence.facts.handset;
    if (!IMPERSONAL_SERIAL.test(serial)) values.push({ name: 'serial', value: serial });
    if (build.includes('/') && !FACTORY_BUILD.test(build)) values.push({ name: 'build', value: build });
    for (const { name, value } of evidence.identity.values)
      if (!IMPERSONAL_SERIAL.test(value)) values.push({ name, value });
    for (const { name, value } of valuesToTell(evidence, rows, budget)) values.push({ name, value });
  }
  const seen = new Set<string>();

  return values.filter(({ value, isWord }) => {
    const normalized = value.toLowerCase().replaceAll(/[:-]/g, '');

    return (
      (isWord || value.length >= MIN_LENGTH) &&
      !COMMON_WORD.test(value) &&
      !seen.has(normalized) &&
      seen.add(normalized)
    );
  });
}

/** Whether a short name or path is worth replacing. A word of a case's id, such as `mint`, is in every bundle of that case. */
function isIdentifyingWord(value: string, caseIds: string): boolean {
  const lastSegment = value.split(/[/\\]/).at(-1) ?? '';

  return (
    value.length >= MIN_WORD_LENGTH &&
    /\p{L}/u.test(value) &&
    !COMMON_WORD.test(lastSegment) &&
    !wordPattern([value.toLowerCase()]).test(caseIds.toLowerCase())
  );
}
