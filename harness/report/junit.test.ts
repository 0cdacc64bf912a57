import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { validateXML } from 'xmllint-wasm';
import { junitOf } from './junit.ts';
import type { Outcome, RunSummary } from './summary/summary.ts';
import { hostileSummary } from './testing/hostile.ts';
import { runOfOutcomes, summaryOf } from './testing/outcomes.ts';
import { runOf } from './testing/run.ts';

interface Suite {
  name: string;
  tests: string;
  failures: string;
  errors: string;
  skipped: string;
  testcase: TestCase[];
}

interface TestCase {
  name: string;
  classname: string;
  properties?: { property: { name: string; value: string }[] }[];
  failure?: Complaint[];
  error?: Complaint[];
  skipped?: { message: string }[];
  'system-out'?: string[];
}

interface Complaint {
  message: string;
  type: string;
  '#text': string;
}

function suitesOf(summary: RunSummary): Suite[] {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name, _path, _isLeaf, isAttribute) => !isAttribute && !['testsuites', '#text'].includes(name),
  });
  const { testsuites } = parser.parse(junitOf(summary)) as { testsuites: { testsuite: Suite[] } };

  return testsuites.testsuite;
}

/** The test case of an outcome in `summaryOf()`, whose cases have the order of their outcomes. */
function caseOf(outcome: Outcome): TestCase {
  const summary = summaryOf();
  const found = suitesOf(summary)[0]?.testcase[summary.cases.findIndex((each) => each.outcome === outcome)];
  assert.ok(found);

  return found;
}

/** The schema, with the properties of a case that pytest writes too and that Jenkins and GitLab read. */
async function schema(): Promise<string> {
  const text = await readFile(join(import.meta.dirname, 'testing/schemas/junit-10.xsd'), 'utf8');
  const place = '<xs:element ref="skipped"/>';
  assert.ok(text.includes(place));

  return text.replace(place, `<xs:element ref="properties"/>${place}`);
}

async function errorsOf(xml: string): Promise<string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: 'junit.xml', contents: xml }],
    schema: [await schema()],
  });

  return errors.map(({ message }) => message);
}

describe('junitOf', () => {
  for (const [what, summary] of [
    ['every outcome', summaryOf()],
    ['hostile texts', hostileSummary()],
    ['no case', summaryOf(runOf())],
  ] as const)
    it(`is valid for a run with ${what}`, async () => {
      assert.deepEqual(await errorsOf(junitOf(summary)), []);
    });

  it('is checked by a schema that finds errors', async () => {
    assert.notDeepEqual(
      await errorsOf(junitOf(summaryOf()).replace('<testcase ', '<testcase nothing="x" ')),
      [],
    );
  });

  it('has a failure for a new leak, with its sentence and its details', () => {
    const { failure, error } = caseOf('new-leak');
    assert.match(failure?.[0]?.message ?? '', /^new leak: mint@3\.4\.0 sent the searched words/);
    assert.match(failure?.[0]?.['#text'] ?? '', /in request\.body > form:data_list > base64 > gzip/);
    assert.equal(error, undefined);
  });

  it('has a failure for a clean case for which the gate fails', () => {
    assert.match(caseOf('unexpected').failure?.[0]?.message ?? '', /contacted log\.example\.net/);
  });

  it('has an error for an undecided case', () => {
    const { failure, error } = caseOf('undecided');
    assert.match(error?.[0]?.message ?? '', /^undecided: /);
    assert.equal(failure, undefined);
  });

  const passed: [outcome: Outcome, property: string][] = [
    ['known-leak', 'leakgate.known-leak'],
    ['leak-gone', 'leakgate.changed'],
  ];
  for (const [outcome, property] of passed)
    it(`has a passed case with the property ${property} and its text for the outcome ${outcome}`, () => {
      const found = caseOf(outcome);
      assert.equal(found.failure ?? found.error ?? found.skipped, undefined);
      const [only] = found.properties?.[0]?.property ?? [];
      assert.equal(only?.name, property);
      assert.equal(only?.value, found['system-out']?.[0]?.split('\n')[0]);
      assert.match(only?.value ?? '', /mint@3\.4\.0 sent/);
    });

  it('skips a case that is undecided as expected, with its cause', () => {
    const found = caseOf('expected-undecided');
    assert.match(found.skipped?.[0]?.message ?? '', /adb lost the phone/);
    assert.equal(found.failure ?? found.error, undefined);
  });

  for (const outcome of ['limited', 'clean'] as const)
    it(`passes a case that is ${outcome}`, () => {
      const found = caseOf(outcome);
      assert.equal(found.failure ?? found.error ?? found.skipped ?? found.properties, undefined);
    });

  it('counts what the suites contain', () => {
    assert.deepEqual(
      suitesOf(summaryOf()).map(({ name, tests, failures, errors, skipped }) => [
        name,
        tests,
        failures,
        errors,
        skipped,
      ]),
      [
        ['mint@3.4.0', '8', '2', '1', '1'],
        ['gate', '1', '0', '1', '0'],
        ['skipped', '1', '0', '0', '1'],
      ],
    );
  });

  it('is green for a gate that passed with known leaks', () => {
    const run = runOf('leaks', 'clean');
    run.cases[0]!.expected = ['leaks'];
    run.gate = { passed: true, exitCode: 0, failures: [] };
    const xml = junitOf(summaryOf(run));
    assert.doesNotMatch(xml, /<(?:failure|error)/);
    assert.match(xml, /<testsuites [^>]*failures="0" errors="0"/);
  });

  it('is red for an expectation past its date, though every case is as expected', () => {
    const run = runOf('clean');
    run.gate = {
      passed: false,
      exitCode: 2,
      failures: [{ case: 'mint@* visit-*', why: 'valid only until 2020-01-01' }],
    };
    assert.match(junitOf(summaryOf(run)), /<error message="valid only until 2020-01-01"/);
  });

  it('keeps its structure with hostile texts', () => {
    const shape = (summary: RunSummary) =>
      suitesOf(summary).map(({ testcase }) => testcase.map((each) => Object.keys(each).toSorted()));
    const [release, gate, skipped] = shape(summaryOf(runOfOutcomes()));
    const hostile = shape(hostileSummary());
    assert.deepEqual(hostile.slice(-2), [gate, skipped]);
    // Each case has its own version here, and so its own suite.
    assert.deepEqual(hostile.slice(0, -2).flat(), release);
  });
});
