import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { sarifOf } from './sarif.ts';
import { sentenceOf } from './summary/sentence.ts';
import type { RunSummary } from './summary/summary.ts';
import { hostileSummary } from './testing/hostile.ts';
import { decidedCase, findingOf, runOfOutcomes, summaryOf } from './testing/outcomes.ts';
import { runOf } from './testing/run.ts';

interface Log {
  runs: {
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      message: { text: string };
      locations: { physicalLocation: { artifactLocation: { uri: string } } }[];
      partialFingerprints: Record<string, string>;
    }[];
    tool: { driver: { rules: { id: string; defaultConfiguration: { level: string } }[] } };
    invocations: { executionSuccessful: boolean; toolExecutionNotifications: unknown[] }[];
  }[];
}

const runOfLog = (summary: RunSummary) => (JSON.parse(sarifOf(summary)) as Log).runs[0]!;

describe('sarifOf', () => {
  let validate: ValidateFunction;
  before(async () => {
    const file = join(import.meta.dirname, 'testing/schemas/sarif-schema-2.1.0.json');
    // Ajv 8 does not know draft 4; the schema has no keyword that means something else in draft 7, except these two.
    const { $schema, id, ...schema } = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    assert.deepEqual([$schema, typeof id], ['http://json-schema.org/draft-04/schema#', 'string']);
    validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
  });

  for (const [what, summary] of [
    ['every outcome', summaryOf()],
    ['hostile texts', hostileSummary()],
    ['no case', summaryOf(runOf())],
    ['no result of the gate', summaryOf({ ...runOf('leaks'), gate: null, finishedAt: null })],
  ] as const)
    it(`is valid for a run with ${what}`, () => {
      assert.ok(validate(JSON.parse(sarifOf(summary))), JSON.stringify(validate.errors));
    });

  it('is checked by a schema that finds errors', () => {
    assert.equal(
      validate(JSON.parse(sarifOf(summaryOf()).replace('"level": "note"', '"level": "fine"'))),
      false,
    );
  });

  it('has results only for leaks, undecided cases and what else fails the gate', () => {
    assert.deepEqual(
      runOfLog(summaryOf()).results.map(({ ruleId, level }) => [ruleId, level]),
      [
        ['leak', 'error'],
        ['unexpected', 'error'],
        ['undecided', 'warning'],
        ['known-leak', 'note'],
      ],
    );
  });

  it('names the rule of each result, and the sentence of its case', () => {
    const summary = summaryOf();
    const { results, tool } = runOfLog(summary);
    for (const [at, { ruleId, ruleIndex, level, message }] of results.entries()) {
      const rule = tool.driver.rules[ruleIndex];
      assert.deepEqual([rule?.id, rule?.defaultConfiguration.level], [ruleId, level]);
      assert.ok(message.text.endsWith(`: ${sentenceOf(summary.cases[at]!)}`));
    }
  });

  it('locates a result in the evidence of its case, and a case that never ran in run.json', () => {
    const run = runOf('leaks', 'inconclusive');
    const summary = summaryOf(run, {
      decidedCase: (id) => (id === run.cases[0]!.id ? decidedCase([findingOf('visit-1')]) : undefined),
    });
    assert.deepEqual(
      runOfLog(summary).results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri),
      ['cases/mint%403.4.0~0123abcd.scenario-0.private/traffic.har', 'run.json'],
    );
  });

  it('gives a leak the same fingerprint in each run, though canaries differ, and another one for another recipient', () => {
    const fingerprint = (value: string, host: string) => {
      const canaries = [{ id: 'visit-1', kind: 'url' as const, value }];
      const summary = summaryOf(runOf('leaks'), {
        decidedCase: () => decidedCase([findingOf('visit-1', { host })], canaries),
      });

      return runOfLog(summary).results[0]?.partialFingerprints['leakgate/v1'];
    };
    assert.equal(
      fingerprint('https://a.example/', 'x.example.net'),
      fingerprint('https://b.example/', 'x.example.net'),
    );
    assert.notEqual(
      fingerprint('https://a.example/', 'x.example.net'),
      fingerprint('https://a.example/', 'y.example.net'),
    );
  });

  it('notes an expectation past its date', () => {
    assert.equal(runOfLog(summaryOf()).invocations[0]?.toolExecutionNotifications.length, 1);
  });

  it('says whether the run ended', () => {
    const ended = (changes: Partial<ReturnType<typeof runOfOutcomes>>) =>
      runOfLog(summaryOf({ ...runOfOutcomes(), ...changes })).invocations[0]?.executionSuccessful;
    assert.deepEqual(
      [ended({}), ended({ gate: null }), ended({ gate: { passed: false, exitCode: 3, failures: [] } })],
      [true, false, false],
    );
  });
});
