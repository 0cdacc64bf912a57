import assert from 'node:assert/strict';
import { createChance } from './chance.ts';
import { leaks } from './leaks.ts';
import { simulate } from './simulate.ts';
import { innocent, type Uploader } from './uploads.ts';

const leak: Uploader = (session, chance) => leaks['at once']?.(session, chance, 1) ?? [];
const uploaders = { leak, constant: innocent['constant'] as Uploader };

describe('a simulated case', () => {
  it('is measured by recipient, and tells the leak from the innocent', () =>
    assert.deepEqual(
      simulate('a seed', uploaders, createChance(1)).map(({ recipient, follows }) => [recipient, follows]),
      [
        ['constant', false],
        ['leak', true],
      ],
    ));

  it('is the same for the same seeds', () =>
    assert.deepEqual(simulate('x', uploaders, createChance(1)), simulate('x', uploaders, createChance(1))));
});
