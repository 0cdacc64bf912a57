import type { CanaryNoun } from '../../model/canary.ts';
import type { Policy } from '../../model/evidence.ts';
import { type Mode, nameOfMode } from '../../model/mode.ts';
import type { Release } from '../../model/release.ts';
import type { Finding } from '../../model/scan.ts';
import type { Verdict } from '../../model/verdict.ts';

/** A decided case with what a comparison needs. */
export interface JudgedCase {
  release: Release;
  run: string;
  simulated: boolean;
  scenario: string;
  mode: Pick<Mode, 'private' | 'statistics'>;
  verdict: Verdict;
  /** Reason codes. */
  reasons: readonly string[];
  /** The codes in `reasons` that narrow what `clean` claims. */
  limits: readonly string[];
  /** The codes in `reasons` that find something, or that void a clean verdict. */
  deciding: readonly string[];
  /** The sentences of reasons that find, void or limit, by code: the first of each. */
  explained?: Readonly<Record<string, string>>;
  /** The position of the statistics switch: `as shipped (on)`, `off`; absent for a release without one. */
  position?: string;
  /** Whether the leak was found only in traffic that was recorded during later cases. */
  leakedLateOnly: boolean;
  /** Whether late data may still arrive. */
  awaitsMore: boolean;
  /** Data that could not be read: reason code and, where known, recipient, such as `opaque-upload tracking.intl.miui.com`. */
  hidden: readonly string[];
  /** The handset, as a person reads it; absent for a case that never ran. */
  handset?: string;
  findings: readonly SentFinding[];
  /** Names of identifiers that were sent with the findings. */
  identifiers: readonly string[];
}

/** What reasons mean in a comparison. A code that only another version of the rules knows has no effect. */
export function effectsOf(
  codes: readonly string[],
  policy: Pick<Policy, 'reasons'>,
): Pick<JudgedCase, 'reasons' | 'limits' | 'deciding' | 'leakedLateOnly' | 'awaitsMore'> {
  const rows = policy.reasons.filter(({ code }) => codes.includes(code));
  const leaks = new Set(rows.map(({ leak }) => leak));

  return {
    reasons: codes,
    limits: codes.filter((code) => rows.some((row) => row.code === code && row.weight === 'limits')),
    deciding: codes.filter((code) =>
      rows.some((row) => row.code === code && (row.weight === 'finds' || row.weight === 'voids')),
    ),
    leakedLateOnly: leaks.has('late') && !leaks.has('immediate'),
    awaitsMore: rows.some((row) => row.awaitsMore),
  };
}

/** The reasons that report data that could not be read. */
export function hidingReasons<R extends { code: string }>(
  reasons: readonly R[],
  policy: Pick<Policy, 'reasons'>,
): R[] {
  const hiding = new Set<string>(policy.reasons.flatMap(({ code, hides }) => (hides ? [code] : [])));

  return reasons.filter(({ code }) => hiding.has(code));
}

/** The key of a case: equal for the same scenario and mode of another release. */
export function caseKeyOf({ scenario, mode }: Pick<JudgedCase, 'scenario' | 'mode'>): string {
  return `${scenario}\0${nameOfMode(mode)}`;
}

/**
 * A finding with the package that sent it, absent where the phone could not report it. A host name that contains a
 * canary differs in every case, so `host` is then its domain: `*.example.com`.
 */
export interface SentFinding extends Finding {
  sender?: string;
  /** What the canary is; absent for a canary of another case. */
  content?: CanaryNoun;
  /** Null if no table knows the owner of the host. */
  owner?: string | null;
}
