import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CRYPTOGRAPHIC } from './digest/algorithms.ts';
import { DEFAULT_BUDGET } from './detector.ts';
import { codecTable } from './testing/codec-table.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/detection.md'), 'utf8');

describe('docs/detection.md', () => {
  it('names every codec in its order (node --import tsx harness/detect/testing/codec-table.ts)', async () => {
    const rows = (lines: readonly string[]) =>
      lines.flatMap(
        (line) => /^\| `[\w-]+` \| (?:structure|whole|rewrite|inside) \|(?= \S)/.exec(line)?.[0] ?? [],
      );
    assert.deepEqual(rows(text.split('\n')), rows(await codecTable()));
  });

  it('names every cryptographic digest, and the budgets', () => {
    for (const name of CRYPTOGRAPHIC) assert.match(text, new RegExp(`\\b${name}\\b`));
    const { bytes, steps, depth } = DEFAULT_BUDGET;
    const budget = `${bytes / 2 ** 20} MiB of decoded bytes, ${steps.toLocaleString('en')} decodings, and chains of at most ${depth}`;
    assert.ok(text.replaceAll('\n', ' ').includes(budget), budget);
  });
});
