import assert from 'node:assert/strict';
import { verify } from '../cli/verify.ts';
import type { Verdict } from '../model/verdict.ts';
import { type StartedRun, startRun } from './testing/started-run.ts';

const HOUR_MS = 3_600_000;

/** `npm run test:sizes` runs this for 15 min; `npm test` does not. */
describe('a run of the scenario size-of-uploads', function () {
  this.timeout(HOUR_MS);
  const releases: [name: string, verdict: Verdict, codes: string[]][] = [
    ['mint@9.0.0-encrypted-size', 'suspect', ['size-follows-address']],
    ['mint@9.0.0-encrypted-count', 'inconclusive', ['size-not-decided', 'count-follows-visits']],
    ['mint@9.0.0-encrypted-heartbeat', 'inconclusive', ['size-not-decided']],
  ];
  let started: StartedRun;

  before(async () => {
    const named = releases.flatMap(([name]) => ['--release', name]);
    started = await startRun([...named, '--scenario', 'size-of-uploads', '--handset', 'sim:2']);
    const { stderr } = await started.ended(HOUR_MS);
    process.stderr.write(`${stderr}\n`);
  });
  after(() => started.remove());

  for (const [name, verdict, codes] of releases)
    it(`judges ${name} ${verdict}`, async () => {
      const { cases } = await started.record();
      const row = cases.find(({ id }) => id.startsWith(`${name}~`));
      const codesGiven = row?.reasons.map(({ code }) => code) ?? [];
      assert.equal(row?.verdict, verdict, codesGiven.join(', '));
      for (const code of codes)
        assert.ok(codesGiven.includes(code), `${code} is not among ${codesGiven.join(', ')}`);
      assert.equal(codesGiven.includes('size-follows-address'), verdict === 'suspect');
      assert.ok(Object.keys(row?.files ?? {}).some((file) => /^plots\/.*\.svg$/.test(file)));
    });

  it('gets the same verdicts and plots again from its evidence', async () => {
    assert.equal(await verify(started.dir, {}), 0);
  });
});
