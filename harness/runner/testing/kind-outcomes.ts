import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserDeclaration, type Outcome, outcomeOn, truthFor } from '../../model/browser.ts';
import { nameOfRelease } from '../../model/release.ts';
import { handsetFlag, type HandsetKind } from './handset-kinds.ts';
import type { ProvingResult } from './proving-runs.ts';
import { startRun } from './started-run.ts';

/** A release that leaks, and the control, which does not. */
export const RELEASES_ON_KINDS = { leaking: 'mint@3.4.0', control: 'chrome@120' };

const SCENARIO = 'visit-typed';
const MODE = 'private';
const SPEED = '60';
const LIMIT_MS = 20 * 60_000;
/** Characters of a run's output that are shown where it differs. */
const PRINTED = 2000;

/** What the truth of a release says about a kind of handset. */
export function expectedOn(
  kind: HandsetKind,
  release: string,
  declarations: readonly BrowserDeclaration[],
): Outcome {
  const declaration = declarations.find((candidate) => nameOfRelease(candidate) === release);
  const truth = truthFor(declaration?.truth ?? {}, SCENARIO, MODE);
  assert.ok(truth, `no truth is declared for ${release}`);

  return outcomeOn(truth, kind);
}

/**
 * Runs the leaking release and the control on handsets of a kind.
 * @returns how the cases differ from the truth; empty if they do not
 */
export async function runOnKind(
  kind: HandsetKind,
  declarations: readonly BrowserDeclaration[],
): Promise<string[]> {
  const releases = Object.values(RELEASES_ON_KINDS);
  const started = await startRun([
    ...releases.flatMap((release) => ['--release', release]),
    '--scenario',
    SCENARIO,
    '--mode',
    MODE,
    '--speed',
    SPEED,
    '--handset',
    handsetFlag(kind, releases.length),
  ]);
  try {
    const { stderr } = await started.ended(LIMIT_MS);
    assert.equal(existsSync(join(started.dir, 'unmodelled.json')), false, stderr);
    const { cases } = await started.record();
    assert.deepEqual(cases.map(({ release }) => nameOfRelease(release)).sort(), releases.toSorted());

    const differences = cases.flatMap((result) =>
      differenceFrom(expectedOn(kind, nameOfRelease(result.release), declarations), result),
    );
    if (differences.length > 0) differences.push(`the run printed last:\n${stderr.slice(-PRINTED)}`);

    return differences;
  } finally {
    await started.remove();
  }
}

/** How a case differs from the expected outcome, in one sentence; empty if it does not. */
export function differenceFrom(expected: Outcome, result: ProvingResult): string[] {
  const codes: string[] = result.reasons.map(({ code }) => code);
  const missing = expected.reasons.filter((code) => !codes.includes(code));
  if (result.verdict === expected.verdict && missing.length === 0) return [];
  const reasons = result.reasons.map(({ code, text }) => `\n    ${code}: ${text}`).join('');

  return [
    `${nameOfRelease(result.release)} is ${result.verdict}, not ${expected.verdict} ${expected.reasons.join(', ')}:${reasons}`,
  ];
}
