import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { Canary } from '../../model/canary.ts';
import { Content } from '../content.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../replay/locate.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { codecs } from './index.ts';
import { BYTES, DISGUISES, SENSE, TEXTS } from './testing/encodings.ts';

const VISIT = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab?q=h7j2d9f4g6sl';
const visit: Canary = { id: 'visit-1', kind: 'url', value: VISIT };

describe('codecs', () => {
  for (const [name, encode] of Object.entries({ ...BYTES, ...SENSE, ...TEXTS, ...DISGUISES }))
    for (const rest of ['', 'x', 'xy'])
      it(`decode ${name}, with ${rest.length} more bytes`, () => {
        const exchange = exchangeOf({ body: encode(Buffer.from(`saw ${VISIT} ${rest}`)) });
        const { findings, stats } = scanOf([visit], exchange);
        assert.ok(
          findings.some((finding) => finding.match === 'whole' && finding.confidence === 'certain'),
          JSON.stringify(findings),
        );
        for (const finding of findings)
          assert.ok(locate(exchange, finding, visit, DEFAULT_BUDGET), finding.chain.join(' > '));
        assert.equal(stats.exhausted, 0);
      });

  for (const [name, encode] of Object.entries({ ...BYTES, ...SENSE }))
    for (const rest of ['', 'x', 'xy'])
      it(`decode compressed data inside ${name}, with ${rest.length} more bytes`, () => {
        const exchange = exchangeOf({ body: encode(gzipSync(`saw ${VISIT} ${rest}`)) });
        const { findings } = scanOf([visit], exchange);
        assert.ok(
          findings.some((finding) => finding.match === 'whole'),
          JSON.stringify(findings),
        );
      });

  const text =
    '[{"event":"page","url":"https://k3x9m2q7w4tz.example/p8v1n5r6y0ab?q=h7j2d9f4g6sl","title":"a page of pages, a page of pages, a page"},{"event":"page","url":"https://other.example/a/page/of/pages","title":"a page of pages"}]';
  const golden: [name: string, program: string, base64: string, text: string][] = [
    [
      'zstd',
      'zstd 1.5, -19',
      'KLUv/STfDQQAQscZGWB5A/w/JjGLzozqol+SodbMzBq6mTQMgyXO2DnKKLWbT5/NseXMUSal7dp+n/qeffMhFZECDRUyLRrz2AA8NgMTugRTv/iynwPhFx6iDZfyERalNeP/qWvfjevZLlnctR/zzltsAggAdbBiRQbSgANWaIRpBs06VjJdFQQz2nVung==',
      text,
    ],
    [
      'lz4',
      'lz4 1.9, -9',
      'BCJNGGRAp5MAAADwTlt7ImV2ZW50IjoicGFnZSIsInVybCI6Imh0dHBzOi8vazN4OW0ycTd3NHR6LmV4YW1wbGUvcDh2MW41cjZ5MGFiP3E9aDdqMmQ5ZjRnNnNsIiwidGl0bGUiOiJhIFIAMSBvZggAP3MsIBEABD8ifSyFAAxVb3RoZXJ+ACBhLyUAMS9vZggAH3NyAAVQZXMifV0AAAAAOsVyKA==',
      text,
    ],
    ['lz-string', 'its README', Buffer.from('BIUwNmD2A0AEDukBOYAmBCIA').toString('base64'), 'Hello, world!'],
    [
      'punycode',
      'RFC 3492',
      Buffer.from('http://xn--bcher-kva.example/').toString('base64'),
      'http://bücher.example/',
    ],
  ];
  for (const [name, program, base64, expected] of golden)
    it(`read output of other programs: ${name}, by ${program}`, () => {
      const input = {
        content: Content.ofBytes(Buffer.from(base64, 'base64')),
        mimeType: '',
        contentType: '',
        codings: [],
      };
      const layers = codecs.flatMap(
        (codec) => codec.open(input, { bytesLeft: 1 << 20, cutShort() {} }).layers,
      );
      assert.ok(layers.some((layer) => layer.content.text === expected));
    });
});
