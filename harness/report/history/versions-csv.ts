import type { Comparison } from '../../model/compare.ts';
import { printable } from '../../model/printable.ts';

const COLUMNS = [
  'family',
  'release',
  'sha256',
  'run',
  'simulated',
  'scenario',
  'mode',
  'verdict',
  'limits',
  'findings',
  'recipients',
  'compared_with',
  'verdict_before',
  'change',
  'text',
] as const;

/**
 * A comparison as CSV (RFC 4180), a row for each release, scenario and mode. A cell that a spreadsheet would run as a formula gets
 * an apostrophe in front, and control characters are replaced.
 */
export function versionsCsvOf({ releases, pairs, simulated }: Comparison): string {
  const rows = releases.flatMap(({ family, name, sha256, run, cases }) => {
    const pair = pairs.find(({ after }) => after.sha256 === sha256 && after.run === run);

    return cases.map(({ scenario, mode, verdict, limits, findings, recipients }) => {
      const change = pair?.changes.find((each) => each.scenario === scenario && each.mode === mode);

      return [
        family,
        name,
        sha256,
        run,
        String(simulated),
        scenario,
        mode,
        verdict,
        limits.join(' '),
        String(findings),
        recipients.join(' '),
        pair?.before.name ?? '',
        change?.before ?? '',
        change?.change ?? '',
        change?.text ?? '',
      ];
    });
  });

  return [COLUMNS, ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(text: string): string {
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
  const shown = printable(safe);

  return /[",]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
