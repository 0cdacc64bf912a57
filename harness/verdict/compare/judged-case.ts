import { type Mode, nameOfMode } from '../../model/mode.ts';
import type { Release } from '../../model/release.ts';
import type { Finding } from '../../model/scan.ts';
import type { Verdict } from '../../model/verdict.ts';

/** A decided case as releases are compared by. */
export interface JudgedCase {
  release: Release;
  run: string;
  simulated: boolean;
  scenario: string;
  mode: Pick<Mode, 'private' | 'statistics'>;
  verdict: Verdict;
  /** Codes of its reasons. */
  reasons: readonly string[];
  /** Of these, what a clean is narrowed by. */
  limits: readonly string[];
  /** What it sent that nobody could read, and to whom where that is told: `opaque-upload tracking.intl.miui.com`. */
  hidden: readonly string[];
  /** What it was played on, as a person reads it; absent where it never was. */
  handset?: string;
  findings: readonly SentFinding[];
  /** Names of identifiers that travelled with its findings. */
  identifiers: readonly string[];
}

/** What the same case of another release has the same. */
export function caseKeyOf({ scenario, mode }: Pick<JudgedCase, 'scenario' | 'mode'>): string {
  return `${scenario}\0${nameOfMode(mode)}`;
}

/**
 * A finding with the package that sent it, absent where the phone could not tell. Of a host that holds a canary itself,
 * which no other case has, `host` is what it belongs to: `*.example.com`.
 */
export interface SentFinding extends Finding {
  sender?: string;
}
