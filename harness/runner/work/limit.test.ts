import assert from 'node:assert/strict';
import { limited, StepTimeout } from './limit.ts';

describe('limited', () => {
  it('passes on what the step gives', async () => {
    assert.equal(await limited('read', 1000, async () => 7), 7);
  });

  it('passes on what the step throws', async () => {
    await assert.rejects(
      limited('read', 1000, async () => {
        throw new RangeError('no');
      }),
      RangeError,
    );
  });

  it('names the step that never ends', async () => {
    await assert.rejects(
      limited('wait for the page', 20, () => new Promise(() => {})),
      (error) => error instanceof StepTimeout && /'wait for the page'/.test(error.message),
    );
  });
});
