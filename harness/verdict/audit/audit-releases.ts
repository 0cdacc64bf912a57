import type { Audit, AuditedRelease, AuditNews, AuditRow } from '../../model/audit.ts';
import { nameOfMode, type Statistics } from '../../model/mode.ts';
import { nameOfRelease, type Release } from '../../model/release.ts';
import type { OwnerRow } from '../../model/ties.ts';
import { ownerOf } from '../parties.ts';
import { mergeRows } from './audit-case.ts';

/** A case with what its release sent. */
export interface AuditedCase {
  release: Release;
  scenario: string;
  mode: { private: boolean; statistics: Statistics };
  /** Whether the recording is complete. */
  complete: boolean;
  rows: readonly AuditRow[];
}

/**
 * What each release contacted, and how that differs from the release before of its family.
 * @param releases the cases of each release, oldest release first
 */
export function auditReleases(
  releases: readonly (readonly AuditedCase[])[],
  { owners, simulated }: { owners: readonly OwnerRow[]; simulated: boolean },
): Audit {
  return {
    schema: 'leakgate/audit@1',
    simulated,
    releases: releases.flatMap((cases, at) => {
      const [first] = cases;
      if (!first) return [];
      const before = releases
        .slice(0, at)
        .findLast(([other]) => other?.release.family === first.release.family);

      return [
        {
          family: first.release.family,
          name: nameOfRelease(first.release),
          sha256: first.release.sha256,
          cases: [...new Set(cases.map(nameOfCase))],
          incomplete: [...new Set(cases.filter(({ complete }) => !complete).map(nameOfCase))],
          rows: mergeRows(cases.flatMap(({ rows }) => rows)).map((row) => ({
            ...row,
            owner: ownerOf(row.host.replace(/^\*\./, ''), owners),
          })),
          since: before ? compareAudits(before, cases) : null,
        },
      ];
    }),
  };
}

/** Only cases of the same scenario and mode are compared: otherwise the difference could come from what was browsed. */
function compareAudits(
  before: readonly AuditedCase[],
  after: readonly AuditedCase[],
): AuditedRelease['since'] {
  const known = new Set(before.map(nameOfCase));
  const shared = new Set(after.map(nameOfCase).filter((name) => known.has(name)));
  const rowsOf = (cases: readonly AuditedCase[]) =>
    mergeRows(cases.filter((each) => shared.has(nameOfCase(each))).flatMap(({ rows }) => rows));
  const [was, is] = [rowsOf(before), rowsOf(after)];
  const [first] = before;
  const same = (a: AuditRow) => (b: AuditRow) => a.window === b.window && a.host === b.host;

  return {
    release: first ? nameOfRelease(first.release) : '',
    cases: [...shared],
    news: is.flatMap((row) => newsOf(row, was.find(same(row)))),
    gone: was.filter((row) => !is.some(same(row))).map(({ window, host }) => ({ window, host })),
  };
}

function newsOf(row: AuditRow, before: AuditRow | undefined): AuditNews[] {
  const { window, host } = row;
  if (!before) return [{ window, host, what: 'host', name: host }];
  const added = (what: 'path' | 'field', now: readonly string[], then: readonly string[]) =>
    now.filter((name) => !then.includes(name)).map((name): AuditNews => ({ window, host, what, name }));

  return [...added('path', row.paths, before.paths), ...added('field', row.fields, before.fields)];
}

function nameOfCase({ scenario, mode }: Pick<AuditedCase, 'scenario' | 'mode'>): string {
  return `${scenario}, ${nameOfMode(mode)}`;
}
