import assert from 'node:assert/strict';
import { DEFAULT_BUDGET } from '../detect/index.ts';
import type { CaseEvidence } from '../model/evidence.ts';
import { cleanEvidence, exchange } from '../verdict/testing/evidence.ts';
import { ownValuesOf, machineNamesIn } from './own-values.ts';

const ROWS = [{ field: 'distinct_id', means: 'install' as const, sdk: 'sensors', source: 'the test' }];
const INSTALL = '8fc6b0fd-f26b-4f8f-97a5-066e0bcb7429';

function evidenceOf(
  facts: Partial<CaseEvidence['facts']['handset']>,
  values: { name: string; value: string }[] = [],
): CaseEvidence {
  const clean = cleanEvidence();

  return {
    ...clean,
    facts: { ...clean.facts, handset: { ...clean.facts.handset, ...facts } },
    identity: { ...clean.identity, values: values.map((each) => ({ ...each, source: 'the test' })) },
    exchanges: [
      exchange({
        url: 'https://collect.test/up',
        body: Buffer.from(JSON.stringify({ distinct_id: INSTALL, event: 'page_load' })),
        headers: [['content-type', 'application/json']],
      }),
    ],
  };
}

describe('ownValuesOf', () => {
  const namesOf = (...evidence: Parameters<typeof evidenceOf>) =>
    ownValuesOf([evidenceOf(...evidence)], [], ROWS, DEFAULT_BUDGET).map(
      ({ name, value }) => `${name}=${value}`,
    );

  it("returns the handset's serial, build and identity, and identifiers in SDKs' reports", () =>
    assert.deepEqual(
      namesOf({ serial: 'R58M30ABCDE', build: 'own/build/1:userdebug/test-keys' }, [
        { name: 'android_id', value: '4dfe58fb3832534e' },
      ]),
      [
        'serial=R58M30ABCDE',
        'build=own/build/1:userdebug/test-keys',
        'android_id=4dfe58fb3832534e',
        `distinct_id=${INSTALL}`,
      ],
    ));

  it('excludes values that many handsets share', () => {
    for (const serial of ['127.0.0.1:5655', 'emulator-5554', 'none'])
      assert.deepEqual(namesOf({ serial, build: 'Xiaomi/x/y:13/TKQ1:user/release-keys' }), [
        `distinct_id=${INSTALL}`,
      ]);
  });

  it('excludes short values, and returns each value in one spelling', () =>
    assert.deepEqual(
      namesOf({ serial: 'none', build: '' }, [
        { name: 'short', value: '12345' },
        { name: 'mac', value: '64:CC:2E:1A:9B:07' },
        { name: 'mac again', value: '64cc2e1a9b07' },
      ]),
      ['mac=64:CC:2E:1A:9B:07', `distinct_id=${INSTALL}`],
    ));

  it('returns names of the machine, except words that occur in every run', () =>
    assert.deepEqual(
      ownValuesOf([], [{ user: 'runner', host: 'jane-laptop', home: '/home/jane' }], ROWS, DEFAULT_BUDGET),
      [
        { name: 'home folder', value: '/home/jane' },
        { name: 'host name', value: 'jane-laptop' },
      ],
    ));
});

describe('ownValuesOf, for short names of the machine', () => {
  const valuesOf = (machine: Parameters<typeof ownValuesOf>[1][number]) =>
    ownValuesOf([evidenceOf({})], [machine], [], DEFAULT_BUDGET).map(({ value, isWord }) => [value, isWord]);

  it('returns them as words', () =>
    assert.deepEqual(valuesOf({ user: 'anna', host: 'box' }), [
      ['anna', true],
      ['box', true],
    ]));

  it('excludes names that identify nobody, single characters, numbers, and words of the ids of cases', () => {
    for (const name of [
      'root',
      'user',
      'runner',
      'node',
      'localhost',
      'test',
      'Test',
      'x',
      '2024',
      'mint',
      '',
    ])
      assert.deepEqual(valuesOf({ user: name, host: name }), [], name);
    assert.deepEqual(valuesOf({ user: 'root', home: '/root' }), []);
  });
});

describe('machineNamesIn', () => {
  const cases: [string, ReturnType<typeof machineNamesIn>][] = [
    [
      '/home/jane/src/leakgate/specs/search.spec.ts',
      { project: '/home/jane/src/leakgate', home: '/home/jane', user: 'jane' },
    ],
    ['/srv/leakgate/specs/search.spec.ts', { project: '/srv/leakgate' }],
    [
      String.raw`C:\Users\jane\leakgate\specs\search.spec.ts`,
      { project: String.raw`C:\Users\jane\leakgate`, home: String.raw`C:\Users\jane`, user: 'jane' },
    ],
    ['search.spec.ts', {}],
  ];
  for (const [spec, machine] of cases)
    it(`reads names from ${spec}`, () =>
      assert.deepEqual(machineNamesIn({ specs: { search: spec } }), machine));
});
