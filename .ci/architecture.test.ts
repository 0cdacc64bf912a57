import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pictureOf } from './rooms/picture.mjs';

describe('the picture of the rooms', () => {
  it('in docs/architecture.md matches the imports', () => {
    const { status, stderr } = spawnSync('node', [join(import.meta.dirname, 'architecture.mjs'), '--check'], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  }).timeout(60_000);

  const arrowsOf = (...imports: [from: string, to: string][]) =>
    pictureOf(imports.map(([from, to]) => ({ from, to })))
      .split('\n')
      .filter((line) => line.includes('-->'))
      .map((line) => line.trim());

  it('has an arrow for each room that imports another', () =>
    assert.deepEqual(
      arrowsOf(
        ['harness/cli/a.ts', 'harness/runner/a.ts'],
        ['harness/cli/b.ts', 'harness/runner/b.ts'],
        ['specs/a.spec.ts', 'harness/runner/a.ts'],
        ['harness/runner/a.ts', 'harness/runner/b.ts'],
      ),
      ['cli --> runner', 'specs --> runner'],
    ));

  it('leaves out tests, the model, bench and the checks', () =>
    assert.deepEqual(
      arrowsOf(
        ['harness/cli/a.test.ts', 'harness/runner/a.ts'],
        ['harness/cli/testing/a.ts', 'harness/runner/a.ts'],
        ['harness/cli/a.ts', 'harness/model/a.ts'],
        ['bench/a.ts', 'harness/runner/a.ts'],
        ['.ci/a.mjs', 'bin/a.mjs'],
      ),
      [],
    ));

  it('leaves out an arrow if a longer path connects the same rooms', () =>
    assert.deepEqual(
      arrowsOf(
        ['harness/cli/a.ts', 'harness/detect/a.ts'],
        ['harness/cli/a.ts', 'harness/runner/a.ts'],
        ['harness/runner/a.ts', 'harness/verdict/a.ts'],
        ['harness/verdict/a.ts', 'harness/detect/a.ts'],
      ),
      ['cli --> runner', 'runner --> verdict', 'verdict --> detect'],
    ));

  it('puts the pure rooms into a frame', () => {
    const lines = pictureOf([]).split('\n');
    const inFrame = lines.slice(
      lines.findIndex((line) => line.includes('subgraph')),
      lines.indexOf('  end'),
    );
    assert.ok(inFrame.some((line) => line.includes('detect[detect]')));
    assert.ok(!inFrame.some((line) => line.includes('runner[runner]')));
  });
});
