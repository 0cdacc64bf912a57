import { XMLBuilder } from 'fast-xml-parser';
import { nameOfMode } from '../model/mode.ts';
import type { Run, RunCase } from '../model/run.ts';
import type { RecordOf } from './case-records.ts';
import { messageOf } from './message.ts';
import { groupByRelease } from './table.ts';

/** JUnit XML: a suite for each release. A leak is a failure, an undecided case an error, a skipped case skipped. */
export function junitOf(run: Run, recordOf: RecordOf, digest: string): string {
  const suites = [...groupByRelease(run)].map(([name, rows]) => ({
    '@name': name,
    '@tests': rows.length,
    '@failures': rows.filter((row) => row.verdict === 'leaks').length,
    '@errors': rows.filter(isUndecided).length,
    '@time': rows.reduce((sum, row) => sum + row.durationMs, 0) / 1000,
    properties: { property: propertiesOf(run, digest) },
    testcase: rows.map((row) => testCaseOf(row, run, recordOf)),
  }));
  const skipped = run.skipped.map((each) => ({
    '@classname': each.release,
    '@name': `${each.scenario}, ${each.mode}`,
    skipped: { '@message': each.why },
  }));
  if (skipped.length > 0)
    suites.push({
      '@name': 'skipped',
      '@tests': skipped.length,
      '@failures': 0,
      '@errors': 0,
      '@time': 0,
      properties: { property: propertiesOf(run, digest) },
      testcase: skipped,
    });

  return new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
    suppressEmptyNode: true,
  }).build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: { '@name': `leakgate ${run.id}`, testsuite: suites },
  });
}

/** Properties of the run; JUnit allows them only in a suite. */
function propertiesOf(run: Run, digest: string): object[] {
  return [
    { '@name': 'leakgate.run', '@value': run.id },
    { '@name': 'leakgate.digest', '@value': `sha256:${digest}` },
  ];
}

function testCaseOf(row: RunCase, run: Run, recordOf: RecordOf): object {
  const message = messageOf(row, recordOf(row.id));
  const simulated = row.handset !== null && run.handsets[row.handset]?.simulated;

  return {
    '@classname': `${row.release.family}.${row.release.versionName}${simulated ? '.simulated' : ''}`,
    '@name': `${row.scenario}, ${nameOfMode(row.mode)}`,
    '@time': row.durationMs / 1000,
    ...(row.verdict === 'leaks' && { failure: { '@message': firstLine(message), '#text': message } }),
    ...(isUndecided(row) && { error: { '@message': firstLine(message), '#text': message } }),
  };
}

function isUndecided(row: RunCase): boolean {
  return row.verdict !== 'leaks' && row.verdict !== 'clean';
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}
