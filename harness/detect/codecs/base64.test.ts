import assert from 'node:assert/strict';
import { Content } from '../content.ts';
import { base64 } from './base64.ts';

const BUDGET = { bytesLeft: 1 << 20, cutShort: () => undefined };

describe('a whole value in base64', () => {
  const table: [text: string, bytes: string | undefined][] = [
    ['Z2FyZGVuIHdpbmRvdw==', 'garden window'],
    ['Z2FyZGVuIHdpbmRvdw', 'garden window'],
    [' Z2FyZGVuIHdpbmRvdw== ', 'garden window'],
    ['Z2FyZGVu\r\nIHdpbmRvdw==', 'garden window'],
    ['==wdvRmbpd3dn9GIuVGZyF2Z', undefined],
    ['Z2Fy=ZGVuIHdpbmRvdw', undefined],
    ['Z2FyZGVuIHdpbmRvdw===', undefined],
    ['Z2FyZ', undefined],
  ];
  for (const [text, bytes] of table)
    it(`is ${bytes ?? 'none'}: ${JSON.stringify(text)}`, () => {
      const input = { content: Content.ofText(text), contentType: '', mimeType: '', codings: [] };
      const [layer] = base64.open(input, BUDGET).layers;
      assert.equal(layer?.content.text, bytes);
    });
});
