import type { Contact } from '../../model/audit.ts';
import { counted } from '../../model/counted.ts';
import { nameOfMode } from '../../model/mode.ts';
import { REASON_WEIGHTS } from '../../model/reason-codes.ts';
import { nameOfRelease } from '../../model/release.ts';
import type { RunCase } from '../../model/run.ts';

/** Whether a case contacted a host that its baseline never contacted in the same scenario and mode. */
export type NewRecipients =
  | { kind: 'none' }
  | { kind: 'new'; hosts: string[] }
  | {
      kind: 'unknown';
      why: string;
      /** Whether the run has no case of the baseline, so that an earlier run could show more. */
      lacksBaseline: boolean;
    };

/**
 * Compares a decided case with the baseline's case in the same run. Only hosts that the browser certainly contacted are new, and
 * only if the baseline's recording is complete.
 * @param baseline `mint@3.4.0`
 */
export function newRecipientsOf(row: RunCase, cases: readonly RunCase[], baseline: string): NewRecipients {
  if (nameOfRelease(row.release) === baseline) return { kind: 'none' };
  if (!row.contacts) return unknown('this run does not record which hosts each case contacted');
  const before = cases.filter(
    (each) =>
      nameOfRelease(each.release) === baseline &&
      each.scenario === row.scenario &&
      nameOfMode(each.mode) === nameOfMode(row.mode) &&
      each.state === 'decided',
  );
  const [first, second] = before;
  if (!first)
    return unknown(`this run has no decided case of ${baseline}; add it with --release ${baseline}`, true);
  if (second)
    return unknown(
      `this run has ${counted(before.length, 'file')} of ${baseline}; remove all but one with leakgate apks remove`,
    );
  if (!first.contacts) return unknown('this run does not record which hosts each case contacted');
  const { added, unsure } = compareContacts(first.contacts, row.contacts);
  if (added.length > 0)
    return isComplete(first)
      ? { kind: 'new', hosts: added }
      : unknown(`it contacted ${added.join(', ')}, but the recording of ${baseline} is incomplete`);
  if (unsure.length > 0) return unknown(`the browser or another app contacted ${unsure.join(', ')}`);

  return isComplete(row) ? { kind: 'none' } : unknown('the recording of this case is incomplete');
}

/**
 * `added`: hosts that the later release certainly contacted, and the earlier one certainly did not. `unsure`: hosts of which one
 * of the two is not certain.
 */
export function compareContacts(
  before: readonly Contact[],
  after: readonly Contact[],
): { added: string[]; unsure: string[] } {
  const known = new Map(before.map(({ host, by }) => [host, by]));
  const isAdded = ({ host, by }: Contact) => by === 'browser' && !known.has(host);
  const isUnsure = ({ host, by }: Contact) =>
    by === 'browser' ? known.get(host) === 'unknown' : !known.has(host);

  return {
    added: after.filter(isAdded).map(({ host }) => host),
    unsure: after.filter(isUnsure).map(({ host }) => host),
  };
}

/** Whether no reason says that traffic may be missing from the recording. Any reason that voids a clean verdict may say so. */
export function isComplete({ verdict, reasons }: Pick<RunCase, 'verdict' | 'reasons'>): boolean {
  return (
    verdict !== 'inconclusive' &&
    reasons.every(({ code }) => (REASON_WEIGHTS.get(code) ?? 'voids') !== 'voids')
  );
}

function unknown(why: string, lacksBaseline = false): NewRecipients {
  return { kind: 'unknown', why, lacksBaseline };
}
