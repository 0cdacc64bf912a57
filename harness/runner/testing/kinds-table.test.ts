import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outcomeOn, type TruthOfCase } from '../../model/browser.ts';
import { parseHandset } from '../handset-choice.ts';
import { projectRoot } from '../project.ts';
import { handsetFlag, handsetKinds, sampledKinds } from './handset-kinds.ts';
import { differenceFrom } from './kind-outcomes.ts';
import { kindsRow, notRunRow, readKindsTable, withKindsTable } from './kinds-table.ts';
import { type ProvingResult, readDeclarations } from './proving-runs.ts';

const PAGE = readFileSync(join(projectRoot, 'docs/handsets.md'), 'utf8');

describe('the kinds of handset', () => {
  it('are handsets that a run accepts', () => {
    for (const kind of handsetKinds)
      assert.equal(parseHandset(handsetFlag(kind, 2)).kind, 'simulated', kind.name);
  });

  it('include those that npm test runs', () => {
    for (const name of sampledKinds)
      assert.ok(
        handsetKinds.some((kind) => kind.name === name),
        name,
      );
  });

  it('have the verdicts in docs/handsets.md that truth declares', () => {
    const declarations = readDeclarations();
    const rows = readKindsTable(PAGE);
    assert.deepEqual(
      [...rows.keys()],
      handsetKinds.map(({ name }) => name),
    );
    for (const kind of handsetKinds)
      assert.ok(
        [kindsRow(kind, declarations), notRunRow(kind)].includes(rows.get(kind.name) ?? ''),
        `to update the table: npm run test:kinds:record -- ${kind.name}`,
      );
  });

  it('were run if npm test runs them', () => {
    const rows = readKindsTable(PAGE);
    for (const kind of handsetKinds.filter(({ name }) => sampledKinds.includes(name)))
      assert.notEqual(rows.get(kind.name), notRunRow(kind));
  });

  it('have only names of kinds in truth', () => {
    const known = new Set(handsetKinds.map(({ name }) => name));
    const named = readDeclarations().flatMap(({ truth }) =>
      Object.values(truth).flatMap((modes) => Object.values(modes).flatMap(({ on }) => Object.keys(on))),
    );
    assert.deepEqual(
      named.filter((name) => !known.has(name)),
      [],
    );
  });
});

describe('the truth of a kind of handset', () => {
  const truth: TruthOfCase = {
    does: 'leaks',
    rooted: 'leaks',
    unrooted: 'inconclusive',
    reasons: ['history-leak'],
    on: { 'android-16+kernelsu': { verdict: 'inconclusive', reasons: ['tls-refused'] } },
  };

  it('is that of its name, or that of its root', () => {
    assert.deepEqual(outcomeOn(truth, { name: 'android-16+kernelsu', rooted: true }).reasons, [
      'tls-refused',
    ]);
    assert.deepEqual(outcomeOn(truth, { name: 'android-13+aosp', rooted: true }), {
      verdict: 'leaks',
      reasons: ['history-leak'],
    });
    assert.equal(outcomeOn(truth, { name: 'android-13+no-root', rooted: false }).verdict, 'inconclusive');
  });

  it('differs from another verdict, and from one that lacks a reason', () => {
    const release = { family: 'mint', versionName: '3.4.0' };
    const result = (verdict: string, code: string): ProvingResult =>
      ({ verdict, reasons: [{ code, text: 'a sentence' }], release }) as unknown as ProvingResult;
    const expected = outcomeOn(truth, { name: 'android-13+aosp', rooted: true });
    assert.deepEqual(differenceFrom(expected, result('leaks', 'history-leak')), []);
    assert.equal(differenceFrom(expected, result('clean', 'history-leak')).length, 1);
    assert.equal(differenceFrom(expected, result('leaks', 'dns-unseen')).length, 1);
  });
});

describe('the table of the kinds', () => {
  it('keeps the order of the kinds and the text around it', () => {
    const [first, second] = handsetKinds;
    assert.ok(first && second);
    const rows = new Map([second, first].map((kind) => [kind.name, `| \`${kind.name}\` | leaks | clean |`]));
    const page = withKindsTable('before\n<!-- kinds -->\n<!-- /kinds -->\nafter\n', rows, handsetKinds);
    assert.deepEqual(
      [...readKindsTable(page).keys()],
      handsetKinds.map(({ name }) => name),
    );
    assert.equal(readKindsTable(page).get(first.name), rows.get(first.name));
    assert.ok(page.startsWith('before\n') && page.endsWith('\nafter\n'));
  });

  it('is missed where the page has no place for it', () => {
    assert.throws(() => readKindsTable('a page'), /no block/);
  });
});
