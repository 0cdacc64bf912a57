import type { Comparison } from '../../model/compare.ts';
import { csvOf } from '../csv.ts';

const COLUMNS = [
  'family',
  'release',
  'sha256',
  'run',
  'simulated',
  'scenario',
  'mode',
  'statistics_switch',
  'verdict',
  'deciding',
  'limits',
  'findings',
  'leaked',
  'recipients',
  'owners',
  'compared_with',
  'verdict_before',
  'change',
  'text',
];

/** A comparison as CSV, a row for each release, scenario and mode. */
export function versionsCsvOf({ releases, pairs, simulated }: Comparison): string {
  return csvOf(
    COLUMNS,
    releases.flatMap(({ family, name, sha256, run, cases }) => {
      const pair = pairs.find(({ after }) => after.sha256 === sha256 && after.run === run);

      return cases.map(
        ({ scenario, mode, position, verdict, deciding, limits, findings, leaked, recipients, owners }) => {
          const change = pair?.changes.find((each) => each.scenario === scenario && each.mode === mode);

          return {
            family,
            release: name,
            sha256,
            run,
            simulated,
            scenario,
            mode,
            statistics_switch: position,
            verdict,
            deciding: deciding.join(' '),
            limits: limits.join(' '),
            findings,
            leaked: leaked.join('; '),
            recipients: recipients.join(' '),
            owners: owners.join('; '),
            compared_with: pair?.before.name,
            verdict_before: change?.before,
            change: change?.change,
            text: change?.text,
          };
        },
      );
    }),
  );
}
