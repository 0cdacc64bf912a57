import { messagesOf } from '../../dependence/index.ts';
import { sdksOf } from '../../detect/index.ts';
import type { AuditRow } from '../../model/audit.ts';
import type { CaseEvidence, JudgedExchange } from '../../model/evidence.ts';
import type { Sdk } from '../../model/sdk.ts';
import { siteOf } from '../site.ts';
import { fieldNamesOf, pathNameOf } from './names.ts';
import { ownTrafficOf, type Sent } from './own-traffic.ts';
import { windowsOf } from './windows.ts';

/** Paths and fields of one host in one window. A sender of more has no fixed names. */
const MOST_NAMES = 300;

/** What a release sent in a case to whom, by window and host. Names of fields are read through every certain decoding. */
export function auditCase(evidence: CaseEvidence, sdks: readonly Sdk[]): AuditRow[] {
  const windowAt = windowsOf(evidence);
  const groups = new Map<string, { window: AuditRow['window']; host: string; sent: Sent[] }>();
  for (const each of ownTrafficOf(evidence)) {
    const window = windowAt(each.at);
    const key = `${window} ${each.host}`;
    const group = groups.get(key) ?? { window, host: each.host, sent: [] };
    group.sent.push(each);
    groups.set(key, group);
  }

  return sortRows(
    [...groups.values()].map(({ window, host, sent }): AuditRow => {
      const exchanges = sent.flatMap(({ exchange }) => exchange ?? []);
      const messages = exchanges.flatMap(messagesOfExchange);
      const paths = new Set(messages.map(pathNameOf));
      const fields = new Set(messages.flatMap(fieldNamesOf));

      return {
        window,
        host,
        by: sent.some(({ by }) => by === 'browser') ? 'browser' : 'unknown',
        messages: messages.length,
        unread: sent.length - exchanges.length,
        sdks: [...sdksOf(exchanges, sdks)].sort(),
        ...limited(paths, fields),
      };
    }),
  );
}

/** The rows of several cases of one release as one list. */
export function mergeRows(rows: readonly AuditRow[]): AuditRow[] {
  const merged = new Map<string, AuditRow>();
  for (const row of rows) {
    const key = `${row.window} ${row.host}`;
    const known = merged.get(key);
    merged.set(key, known ? bothOf(known, row) : row);
  }

  return sortRows([...merged.values()]);
}

function bothOf(a: AuditRow, b: AuditRow): AuditRow {
  const { cut, ...names } = limited(new Set([...a.paths, ...b.paths]), new Set([...a.fields, ...b.fields]));

  return {
    ...a,
    by: a.by === 'browser' ? a.by : b.by,
    messages: a.messages + b.messages,
    unread: a.unread + b.unread,
    sdks: [...new Set([...a.sdks, ...b.sdks])].sort(),
    ...names,
    cut: cut || a.cut || b.cut,
  };
}

function limited(
  paths: ReadonlySet<string>,
  fields: ReadonlySet<string>,
): Pick<AuditRow, 'paths' | 'fields' | 'cut'> {
  return {
    paths: [...paths].sort().slice(0, MOST_NAMES),
    fields: [...fields].sort().slice(0, MOST_NAMES),
    cut: paths.size > MOST_NAMES || fields.size > MOST_NAMES,
  };
}

function messagesOfExchange(exchange: JudgedExchange) {
  return messagesOf({ exchanges: [exchange], names: [] }, 0, { isOwn: () => false, siteOf });
}

function sortRows(rows: readonly AuditRow[]): AuditRow[] {
  return rows.toSorted((a, b) => (a.window + a.host < b.window + b.host ? -1 : 1));
}
