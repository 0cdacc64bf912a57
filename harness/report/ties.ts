import type { CaseRecord } from '../model/case.ts';
import type { Run } from '../model/run.ts';
import type { Identifier, Linkability, Party } from '../model/ties.ts';

/** The identifiers that were sent with a case's findings: each value once, with its name and place. */
export function identifierLines(record: Pick<CaseRecord, 'identifiers'> | undefined): string[] {
  const distinct = new Map((record?.identifiers ?? []).map((each) => [`${each.name} ${each.token}`, each]));

  return [...distinct.values()].map(
    (each) => `${nameOf(each)} was sent to ${each.host} together with a finding, in ${each.place}`,
  );
}

/** Recipients of a case's findings, by host. */
export function partyLines(record: Pick<CaseRecord, 'parties'> | undefined): string[] {
  return (record?.parties ?? []).map((party) => {
    const facts = [
      party.domain ?? 'no domain',
      party.owner ?? 'owner unknown',
      TRANSPORT[party.transport],
      party.address === null ? '' : `${party.address}${party.country === null ? '' : `, ${party.country}`}`,
    ];

    return `${party.host}: ${facts.filter(Boolean).join('; ')}`;
  });
}

/** How linkable each release's reports are. */
export function linkLines(run: Pick<Run, 'linkability'>): string[] {
  return (run.linkability ?? []).flatMap(({ release, level, by }) => {
    const [best] = by;

    return best && level
      ? [
          `${release}: ${LEVEL[level]} (${by
            .filter((each) => each.level === level)
            .map(linkOf)
            .join(', ')})`,
        ]
      : [];
  });
}

const TRANSPORT: Readonly<Record<Party['transport'], string>> = {
  clear: 'in clear text',
  tls: 'over TLS',
  both: 'over TLS and in clear text',
  unknown: 'transport unknown',
};

const LEVEL: Readonly<Record<NonNullable<Linkability['level']>, string>> = {
  'within-session': 'reports are linkable within a private session',
  'across-sessions': 'reports are linkable across private sessions',
  'across-resets': "reports are linkable even after the browser's data is cleared",
};

function nameOf({ kind, name, means, form }: Identifier): string {
  const formText = form === 'plain' ? '' : `, as its ${form.replace('digest:', '')}`;
  if (kind === 'handset') return `the handset's ${name}${formText}`;

  return kind === 'field' ? `${name} (${means})` : `a rare value in ${name}`;
}

function linkOf({ name, means, certainty }: Linkability['by'][number]): string {
  return `${name}${means === 'unknown' ? '' : ` (${means})`}${certainty === 'likely' ? ', which may be a constant of the release' : ''}`;
}
