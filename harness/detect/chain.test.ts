import assert from 'node:assert/strict';
import { parseStep, printSeparator, printStep, SEPARATORS, type Step } from './chain.ts';
import { base64 } from './codecs/base64.ts';
import { Content } from './content.ts';
import { bareInput } from './input.ts';
import { replayJoin } from './replay/derived.ts';

describe('steps of a chain', () => {
  const key = { form: 'hex', place: 'request.body > json:$.key' };
  const derived: [text: string, step: Step][] = [
    ['xor:key=hex(request.body > json:$.key)', { kind: 'decrypted', algorithm: 'xor', key }],
    [
      'aes-128-cbc:key=hex(request.body > json:$.key),iv=front',
      { kind: 'decrypted', algorithm: 'aes-128-cbc', key, vector: 'front' },
    ],
    [
      'aes-256-gcm:key=hex(request.body > json:$.key),iv=base64(request.header:x-iv)',
      {
        kind: 'decrypted',
        algorithm: 'aes-256-gcm',
        key,
        vector: { form: 'base64', place: 'request.header:x-iv' },
      },
    ],
    [
      'joined:#3 request.url > query:d + #5 websocket[2] > json:$.d',
      {
        kind: 'joined-messages',
        pieces: [
          { exchange: 3, place: 'request.url > query:d' },
          { exchange: 5, place: 'websocket[2] > json:$.d' },
        ],
      },
    ],
  ];
  for (const [text, step] of derived)
    it(`print and parse: ${text}`, () => {
      assert.equal(printStep(step), text);
      assert.deepEqual(parseStep(text), step);
    });

  it('of a codec are its label, which is not parsed', () => {
    for (const label of ['base64', 'form:data_list', 'json:$[0].properties.url', 'xor:2a'])
      assert.deepEqual(
        [printStep({ kind: 'layer', codec: base64, label }), parseStep(label)],
        [label, undefined],
      );
  });

  for (const separator of SEPARATORS)
    it(`that join values resolve to them: ${printSeparator(separator)}`, () => {
      const message = bareInput(Content.ofText(JSON.stringify({ a: 'k3x9', 'b + c': 'm2q7', d: 'w4tz' })));
      const names = ['json:$.a', 'json:$["b + c"]'];
      const step = parseStep(printStep({ kind: 'joined-values', separator, names }));
      assert.equal(step?.kind, 'joined-values');
      assert.deepEqual(
        replayJoin(message, step.names).map(({ text }) => text),
        [`k3x9${separator}m2q7`],
      );
    });
});
