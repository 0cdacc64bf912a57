import assert from 'node:assert/strict';
import { withTimeLimit, StepTimeout } from './limit.ts';

describe('withTimeLimit', () => {
  it('resolves to the result of the step', async () => {
    assert.equal(await withTimeLimit('read', 1000, async () => 7), 7);
  });

  it('rejects with the error of the step', async () => {
    await assert.rejects(
      withTimeLimit('read', 1000, async () => {
        throw new RangeError('no');
      }),
      RangeError,
    );
  });

  it('rejects with the name of a step that never ends', async () => {
    await assert.rejects(
      withTimeLimit('wait for the page', 20, () => new Promise(() => {})),
      (error) => error instanceof StepTimeout && /'wait for the page'/.test(error.message),
    );
  });
});
