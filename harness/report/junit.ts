import { XMLBuilder } from 'fast-xml-parser';
import { printable } from '../model/printable.ts';
import { detailsOf, messageOf, titleOf } from './message.ts';
import { groupBy } from './summary/group-by.ts';
import { headlineOf } from './summary/headline.ts';
import type { CaseSummary, Outcome, RunSummary } from './summary/summary.ts';

/**
 * JUnit XML: a suite for each release, with the new leaks first. Only what fails the gate is red: a new leak is a failure, an
 * undecided case an error. A known leak has passed, and has the property `leakgate.known-leak`. A case that is undecided as
 * expected is skipped.
 */
export function junitOf(summary: RunSummary): string {
  const properties = propertiesOf(summary);
  const releases = groupBy(summary.cases, ({ release }) => release);
  const suites = [
    ...[...releases].map(([name, cases]) => suiteOf(name, cases.map(testCaseOf), properties)),
    suiteOf('gate', [...changedEvidence(summary), ...summary.otherFailures.map(gateFailure)], properties),
    suiteOf('skipped', summary.run.skipped.map(skippedCase), properties),
  ].filter(({ testcase }) => testcase.length > 0);

  return new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
    suppressEmptyNode: true,
    // An attribute with the value "true" would get no value, which is not XML.
    suppressBooleanAttributes: false,
  }).build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': `leakgate ${summary.run.id}`,
      '@tests': sumOf(suites, '@tests'),
      '@failures': sumOf(suites, '@failures'),
      '@errors': sumOf(suites, '@errors'),
      testsuite: suites,
    },
  });
}

interface TestCase {
  '@classname': string;
  '@name': string;
  '@time': number;
  properties?: { property: Property[] };
  skipped?: { '@message': string };
  failure?: Complaint;
  error?: Complaint;
  'system-out'?: string;
}

interface Complaint {
  '@message': string;
  '@type': string;
  '#text': string;
}

interface Property {
  '@name': string;
  '@value': string;
}

function suiteOf(name: string, testcase: TestCase[], property: Property[]) {
  return {
    '@name': printable(name),
    '@tests': testcase.length,
    '@failures': testcase.filter(({ failure }) => failure).length,
    '@errors': testcase.filter(({ error }) => error).length,
    '@skipped': testcase.filter(({ skipped }) => skipped).length,
    '@time': testcase.reduce((sum, each) => sum + each['@time'], 0),
    properties: { property },
    testcase,
  };
}

function sumOf(
  suites: readonly ReturnType<typeof suiteOf>[],
  key: '@tests' | '@failures' | '@errors',
): number {
  return suites.reduce((sum, suite) => sum + suite[key], 0);
}

/** Properties of the run, in each suite: the format has no place for them above the suites. */
function propertiesOf(summary: RunSummary): Property[] {
  return [
    { '@name': 'leakgate.run', '@value': summary.run.id },
    { '@name': 'leakgate.digest', '@value': `sha256:${summary.digest}` },
    { '@name': 'leakgate.gate', '@value': headlineOf(summary) },
    { '@name': 'leakgate.simulated', '@value': String(summary.simulated) },
    ...(summary.run.redacted
      ? [{ '@name': 'leakgate.redacted-copy-of', '@value': `sha256:${summary.run.redacted.of}` }]
      : []),
  ];
}

function testCaseOf(each: CaseSummary): TestCase {
  const { row } = each;

  return {
    '@classname': printable(
      `${row.release.family}.${row.release.versionName}${each.simulated ? '.simulated' : ''}`,
    ),
    '@name': printable(`${row.scenario}, ${each.mode}`),
    '@time': row.durationMs / 1000,
    ...RESULTS[each.outcome](each),
  };
}

const RESULTS: Readonly<Record<Outcome, (each: CaseSummary) => Partial<TestCase>>> = {
  'new-leak': (each) => ({ failure: complaintOf(each) }),
  unexpected: (each) => ({ failure: complaintOf(each) }),
  undecided: (each) => ({ error: complaintOf(each) }),
  'known-leak': (each) => passed(each, 'leakgate.known-leak'),
  'leak-gone': (each) => passed(each, 'leakgate.changed'),
  'expected-undecided': (each) => ({ skipped: { '@message': titleOf(each) }, 'system-out': messageOf(each) }),
  limited: passedQuietly,
  clean: passedQuietly,
};

/** A passed case that a reader of the results should still see. */
function passed(each: CaseSummary, property: string): Partial<TestCase> {
  return {
    properties: { property: [{ '@name': property, '@value': titleOf(each) }] },
    'system-out': messageOf(each),
  };
}

function passedQuietly(each: CaseSummary): Partial<TestCase> {
  return each.changed === undefined ? { 'system-out': messageOf(each) } : passed(each, 'leakgate.changed');
}

function complaintOf(each: CaseSummary): Complaint {
  return { '@message': titleOf(each), '@type': each.outcome, '#text': detailsOf(each).join('\n') };
}

/** Evidence that was changed after the run makes every other result doubtful, so it is red. */
function changedEvidence({ warnings }: RunSummary): TestCase[] {
  return warnings.length === 0
    ? []
    : [gateFailure({ case: 'evidence', why: warnings.map((line) => line.trim()).join(' ') })];
}

/** A failure of the gate that no case has, such as an expectation past its date. */
function gateFailure({ case: name, why }: RunSummary['otherFailures'][number]): TestCase {
  const text = printable(why);

  return {
    '@classname': 'gate',
    '@name': printable(name),
    '@time': 0,
    error: { '@message': text, '@type': 'gate', '#text': text },
  };
}

function skippedCase({ release, scenario, mode, why }: RunSummary['run']['skipped'][number]): TestCase {
  return {
    '@classname': printable(release),
    '@name': printable(`${scenario}, ${mode}`),
    '@time': 0,
    skipped: { '@message': printable(why) },
  };
}
