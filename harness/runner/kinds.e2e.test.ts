import assert from 'node:assert/strict';
import { skipWithoutNamespace } from '../simulator/linux/testing/skip.ts';
import { handsetKinds, sampledKinds } from './testing/handset-kinds.ts';
import { runOnKind } from './testing/kind-outcomes.ts';
import { readDeclarations } from './testing/proving-runs.ts';

const LIMIT_MS = 25 * 60_000;
const runsAll = process.env['LEAKGATE_KINDS'] === 'all';

/** To run one kind: `npm run test:kinds:all -- -g android-15+magisk`. */
describe(`a leaking release and the control on ${runsAll ? 'every kind of handset' : 'some kinds of handset'}`, function () {
  this.timeout(LIMIT_MS);
  const declarations = readDeclarations();

  for (const kind of handsetKinds.filter(({ name }) => runsAll || sampledKinds.includes(name)))
    it(`have the verdicts that ${kind.name} supports`, async function () {
      if (kind.traits.includes('linux')) skipWithoutNamespace(this);
      assert.deepEqual(await runOnKind(kind, declarations), []);
    });
});
