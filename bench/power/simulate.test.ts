import assert from 'node:assert/strict';
import { createSampler } from './sampler.ts';
import { leaks } from './leaks.ts';
import { simulateCase } from './simulate.ts';
import { innocentUploaders, type Uploader } from './uploads.ts';

const leak: Uploader = (session, sampler) => leaks['at once']?.(session, sampler, 1) ?? [];
const uploaders = { leak, constant: innocentUploaders['constant'] as Uploader };

describe('a simulated case', () => {
  it('is measured by recipient, and separates the leak from the innocent uploader', () =>
    assert.deepEqual(
      simulateCase('a seed', uploaders, createSampler(1)).map(({ recipient, follows }) => [
        recipient,
        follows,
      ]),
      [
        ['constant', false],
        ['leak', true],
      ],
    ));

  it('is the same for the same seeds', () =>
    assert.deepEqual(
      simulateCase('x', uploaders, createSampler(1)),
      simulateCase('x', uploaders, createSampler(1)),
    ));
});
