import type { DryRun } from '../../model/dry-run.ts';
import { counted } from '../../model/counted.ts';
import { durationText } from '../../model/duration.ts';
import { groupBy } from '../../model/group-by.ts';
import { nameOfMode } from '../../model/mode.ts';
import type { Plan } from '../../model/plan.ts';
import { nameOfRelease } from '../../model/release.ts';
import type { CheckedRun } from './check-run.ts';

/** What `run --dry-run` found, as data. */
export function dryRunOf({ plan, estimatedMs, problems }: CheckedRun, handsets: readonly string[]): DryRun {
  return {
    schema: 'leakgate/dry-run@1',
    ready: problems.every(({ stopsRun }) => !stopsRun),
    handsets: [...handsets],
    estimatedMs: estimatedMs === undefined ? null : Math.round(estimatedMs),
    releases: plan ? releasesOf(plan) : [],
    skipped: plan?.skipped ?? [],
    problems,
  };
}

/** The plan for the terminal: cases by release and mode, what is skipped and why, and how long the run takes. */
export function dryRunLines({ releases, skipped, handsets, estimatedMs }: DryRun): string[] {
  const skips = groupBy(skipped, ({ release, mode, why }) => JSON.stringify([release, mode, why]));
  const cases = releases.reduce((sum, release) => sum + release.cases.length, 0);

  return [
    ...releases.flatMap(({ release, cases: own }) => [
      `${release}  ${counted(own.length, 'case')}`,
      ...[...groupBy(own, ({ mode }) => mode)].map(
        ([mode, group]) => `  ${mode}: ${group.map(({ scenario }) => scenario).join(', ')}`,
      ),
    ]),
    ...[...skips.values()].flatMap((group) => {
      const [first] = group;

      return first
        ? [
            `skipped: ${first.release}, ${first.mode}, ${group.map(({ scenario }) => scenario).join(', ')}: ${first.why}`,
          ]
        : [];
    }),
    ...(estimatedMs === null
      ? []
      : [
          `${counted(releases.length, 'release')}, ${counted(cases, 'case')} on ${handsets.join(', ')}: about ${durationText(estimatedMs)}`,
        ]),
  ];
}

/** The last line of a dry run. */
export function dryRunEnd({ problems }: DryRun): string {
  return problems.length === 0
    ? 'no fault was found; nothing was started'
    : `${counted(problems.length, 'fault')} found; nothing was started`;
}

/** Batches of one release are one row. */
function releasesOf({ batches }: Plan): DryRun['releases'] {
  const byDigest = groupBy(batches, ({ release }) => release.sha256);

  return [...byDigest.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const cases = group.flatMap((batch) =>
      batch.cases.map(({ id, scenario, mode }) => ({ id, scenario, mode: nameOfMode(mode) })),
    );
    const { sha256, file } = first.release;

    return { release: nameOfRelease(first.release), sha256, file, cases };
  });
}
