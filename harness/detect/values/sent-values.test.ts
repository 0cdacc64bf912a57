import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { javaHash } from '../digest/small.ts';
import { createDetector, DEFAULT_BUDGET } from '../index.ts';
import type { SentValue } from './sent-values.ts';

/** The values of a body and of its field `ids` that do not read as human text. */
function valuesOf(body: string): string[] {
  return sentValues(body)
    .filter(({ place, kind }) => /^request\.body(?: > form:ids)?$/.test(place) && kind !== 'word')
    .map(({ text }) => text);
}

function sentValues(body: string): readonly SentValue[] {
  const detector = createDetector([], [], DEFAULT_BUDGET, { keepsValues: true });
  detector.push({
    index: 0,
    method: 'POST',
    url: 'https://sa.example/sa',
    host: 'sa.example',
    headers: [],
    body: Buffer.from(body),
    trailers: [],
    messages: [],
  });

  return detector.sentValues();
}

/** Base64 of gzip of a JSON text: with many `+` and `/`, and different for each seed. */
function batchOf(seed: number): string {
  const ids = Array.from({ length: 1 + (seed % 12) }, (_, at) =>
    createHash('sha512').update(`${seed}-${at}`).digest('base64'),
  );

  return gzipSync(JSON.stringify([{ event: 'view', ids }])).toString('base64');
}

describe('the values of an exchange', () => {
  it('leave out pieces of encoded text and its signed checksum', () => {
    const separators = [];
    for (let seed = 0; seed < 60; seed++) {
      const batch = batchOf(seed);
      separators.push(batch.split(/[+/]/).length - 1);
      const body = `crc=${javaHash(batch) | 0}&data_list=${encodeURIComponent(batch)}`;
      assert.deepEqual(valuesOf(body), ['crc'], body);
    }
    assert(Math.max(...separators) >= 8);
  });

  it('keep short pieces that nothing decodes', () => {
    const pieces = ['a1', 'f', '9c', 'b', '77', 'e0', '3d', 'c', '4', 'd8'];
    assert.deepEqual(valuesOf(`ids=${pieces.join('%2C')}`), ['ids', pieces.join(',')]);
  });

  it('count the strings of a JSON list, long or short', () => {
    for (const [text, bits] of [
      ['hsl(214, 97%, 63%)', 14],
      ['https://images.example/sunset-9?size=large', 20],
      ['x9', 5],
    ] as const) {
      const palette = Array.from({ length: 12 }, (_, at) => text.replace('9', String(at % 10)));
      const list = sentValues(JSON.stringify({ palette })).find(
        ({ members }) => (members?.length ?? 0) >= 12,
      );
      assert.equal(list?.members?.length, 12, text);
      assert(
        list?.members?.every((member) => member.bits >= bits),
        text,
      );
    }
  });
});
