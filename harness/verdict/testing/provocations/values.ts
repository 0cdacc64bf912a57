import { createHash } from 'node:crypto';
import type { JudgedExchange } from '../../../model/evidence.ts';
import { withExchange } from '../changes.ts';
import { canaries, exchange } from '../evidence.ts';
import type { Provocation } from './provocation.ts';

/** Bytes that no codec reads; always the same ones. */
const secret = (bytes: number) => createHash('sha512').update('secret').digest().subarray(0, bytes);
const sent = (value: unknown, given: Partial<JudgedExchange> = {}) =>
  withExchange(
    exchange({
      url: 'https://x.test/',
      responder: 'unknown',
      body: Buffer.from(JSON.stringify({ event: 'page', value })),
      ...given,
    }),
  );
const hex = secret(32).toString('hex');
const pieces = [0, 16, 32].map((from) =>
  secret(64)
    .subarray(from, from + 16)
    .toString('hex'),
);

/** Values as short as identifiers. */
export const valuesProvocations: Provocation[] = [
  ['values-unread', 'a value as long as a SHA-256', sent(hex), 'clean'],
  ['values-unread', 'a value in a cookie', sent('', { headers: [['Cookie', `id=${hex}`]] }), 'clean'],
  ['values-add-up', 'a value as long as a SHA-512', sent(secret(64).toString('hex')), 'inconclusive'],
  ['values-add-up', 'three in an array', sent(pieces), 'inconclusive'],
  ['values-add-up', 'three in a text', sent(pieces.join(' ')), 'inconclusive'],
  [
    'values-add-up',
    'a long value in a cookie',
    sent('', { headers: [['Cookie', `id=${secret(60).toString('base64')}`]] }),
    'inconclusive',
  ],
  [
    'values-add-up',
    "a long value in a header named like a web engine's",
    sent('', { headers: [['Sec-CH-UA-Model', `"${secret(60).toString('base64')}"`]] }),
    'inconclusive',
  ],
  [
    'values-add-up',
    "three in an array, next to the page's own controls",
    sent([...pieces, ...canaries.flatMap(({ role, value }) => (role === 'control' ? [value] : []))]),
    'inconclusive',
  ],
];
