import type { CaseRecord } from '../model/case.ts';
import type { Run } from '../model/run.ts';
import type { Identifier, Linkability, Party } from '../model/ties.ts';

/** What tied a case's findings to a person: each value once, by its name, with the field that it stood in. */
export function identifierLines(record: Pick<CaseRecord, 'identifiers'> | undefined): string[] {
  const once = new Map((record?.identifiers ?? []).map((each) => [`${each.name} ${each.token}`, each]));

  return [...once.values()].map(
    (each) => `${nameOf(each)} travelled with a finding to ${each.host}, in ${each.place}`,
  );
}

/** Who got a case's findings, by host. */
export function partyLines(record: Pick<CaseRecord, 'parties'> | undefined): string[] {
  return (record?.parties ?? []).map((party) => {
    const facts = [
      party.domain ?? 'no domain',
      party.owner ?? 'owner not known',
      TRANSPORT[party.transport],
      party.address === null ? '' : `${party.address}${party.country === null ? '' : `, ${party.country}`}`,
    ];

    return `${party.host}: ${facts.filter(Boolean).join('; ')}`;
  });
}

/** How far what each release reports can be put together. */
export function linkLines(run: Pick<Run, 'linkability'>): string[] {
  return (run.linkability ?? []).flatMap(({ release, level, by }) => {
    const [best] = by;

    return best && level
      ? [
          `${release}: what it reports can be put together ${LEVEL[level]}, by ${by
            .filter((each) => each.level === level)
            .map(linkOf)
            .join(', ')}`,
        ]
      : [];
  });
}

const TRANSPORT: Readonly<Record<Party['transport'], string>> = {
  clear: 'in clear text',
  tls: 'over TLS',
  both: 'over TLS and in clear text',
  unknown: 'transport not known',
};

const LEVEL: Readonly<Record<NonNullable<Linkability['level']>, string>> = {
  'within-session': 'within a private session',
  'across-sessions': 'across private sessions',
  'across-resets': "across resets of the browser's data",
};

function nameOf({ kind, name, means, form }: Identifier): string {
  const written = form === 'plain' ? '' : `, as its ${form.replace('digest:', '')}`;
  if (kind === 'handset') return `the handset's own ${name}${written}`;

  return kind === 'field' ? `${name} (${means})` : `a rare value in ${name}`;
}

function linkOf({ name, means, certainty }: Linkability['by'][number]): string {
  return `${name}${means === 'unknown' ? '' : ` (${means})`}${certainty === 'likely' ? ', which may be a constant of the release' : ''}`;
}
