import type { Mode } from '../../model/mode.ts';
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
  findings: readonly SentFinding[];
  /** Names of identifiers that travelled with its findings. */
  identifiers: readonly string[];
}

/** A finding with the package that sent it; absent where the phone could not tell. */
export interface SentFinding extends Finding {
  sender?: string;
}
