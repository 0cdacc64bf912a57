import assert from 'node:assert/strict';
import { createHash, getHashes } from 'node:crypto';
import fc from 'fast-check';
import type { Canary } from '../../model/canary.ts';
import {
  CRYPTOGRAPHIC,
  digest,
  numericAlgorithms,
  rareNumericAlgorithms,
  shortAlgorithms,
} from '../digest/algorithms.ts';
import { KeyList } from '../digest/key-list.ts';
import { DigestLookup } from '../digest/lookup.ts';
import { readValues } from '../digest/written-values.ts';
import { KeyBuffer } from '../digest/writings.ts';
import { Content } from '../content.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../replay/locate.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { createRandomBytes } from '../testing/random.ts';

const token = fc.stringMatching(/^[a-z][a-z0-9]{10}[0-9]$/);
const canaries = fc.tuple(token, token, token).map(
  ([host, path, query]): Canary => ({
    id: 'visit-1',
    kind: 'url',
    value: `https://${host}.example/${path}?q=${query}`,
  }),
);
const writings: Readonly<Record<string, (bytes: Buffer) => string>> = {
  hex: (bytes) => bytes.toString('hex'),
  'upper-case hex': (bytes) => bytes.toString('hex').toUpperCase(),
  base64: (bytes) => bytes.toString('base64'),
  base64url: (bytes) => bytes.toString('base64url'),
  base32: (bytes) => inBase32(bytes, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'),
  'lower-case base32': (bytes) => inBase32(bytes, 'abcdefghijklmnopqrstuvwxyz234567'),
  base32hex: (bytes) => inBase32(bytes, '0123456789ABCDEFGHIJKLMNOPQRSTUV'),
  base36: (bytes) => inBase(bytes, '0123456789abcdefghijklmnopqrstuvwxyz'),
  base58: (bytes) => inBase(bytes, '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'),
  base62: (bytes) => inBase(bytes, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'),
  decimal: (bytes) => inBase(bytes, '0123456789'),
  'hex with colons': (bytes) => grouped(bytes.toString('hex'), 2, ':'),
  'hex with dashes': (bytes) => grouped(bytes.toString('hex'), 4, '-'),
  'base32 with dashes': (bytes) => grouped(writings.base32?.(bytes) ?? '', 4, '-'),
};
const places: Readonly<Record<string, (written: string) => Parameters<typeof exchangeOf>[0]>> = {
  'a JSON string': (written) => ({ body: Buffer.from(JSON.stringify({ e: [{ id: written }] })) }),
  'a form': (written) => ({ body: Buffer.from(`v=1&id=${encodeURIComponent(written)}&t=2`) }),
  'a header': (written) => ({ headers: [['X-Id', written]] }),
  'a query': (written) => ({ url: `https://collector.test/i?h=${encodeURIComponent(written)}` }),
};
const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-16LE': (text) => Buffer.from(text, 'utf16le'),
  'UTF-16BE': (text) => Buffer.from(text, 'utf16le').swap16(),
  'a line end': (text) => Buffer.from(`${text}\n`),
  'a zero': (text) => Buffer.from(`${text}\0`),
};
const forms: Readonly<Record<string, (url: string) => string>> = {
  'the URL': (url) => url,
  'the URL without its scheme': (url) => url.slice('https://'.length),
  'the URL without its query': (url) => url.replace(/\?.*/, ''),
  'the host': (url) => new URL(url).hostname,
};

/** One of the entries of a table, by its name. */
const anyOf = <T>(table: Readonly<Record<string, T>>) => fc.constantFrom(...Object.entries(table));

describe('search for digests among values', () => {
  it('finds every digest of OpenSSL and MD4, of any form, cut anywhere and written in any way', function () {
    this.timeout(120_000);
    const names = fc.constantFrom('md4', ...getHashes());
    const cuts = fc.tuple(fc.nat(), fc.nat());
    fc.assert(
      fc.property(
        canaries,
        names,
        anyOf(forms),
        anyOf(encodings),
        anyOf(writings),
        anyOf(places),
        cuts,
        (canary, name, [, form], [, encode], [, write], [, place], [from, length]) => {
          const bytes = bytesOf(name, encode(form(canary.value)));
          const cut = cutOf(bytes, from, length);
          // The number of a digest that begins with two zero bytes is too small.
          fc.pre(cut.readUInt16BE(0) !== 0);
          const exchange = exchangeOf(place(write(cut)));
          const { findings } = scanOf([canary], exchange);
          const [finding] = findings;
          assert.ok(findings.length > 0, write(cut));
          assert.match(finding?.match ?? '', /^digest:/);
          assert.ok(finding && locate(exchange, finding, canary, DEFAULT_BUDGET), 'replays');
          const other = scanOf(
            [{ ...canary, value: canary.value.replace('.example/', 'x.example/') }],
            exchange,
          );
          assert.deepEqual(other.findings, []);
        },
      ),
      { seed: 11, numRuns: 250 },
    );
  });

  it('finds 8 whole bytes in base64 that was cut on both sides after it was written', function () {
    this.timeout(60_000);
    const inPath: typeof places = {
      'a path': (written) => ({ url: `https://collector.test/pv/${written}/i.gif` }),
      'a value with a name': (written) => ({ body: Buffer.from(JSON.stringify({ id: `v1_${written}` })) }),
    };
    fc.assert(
      fc.property(
        canaries,
        fc.constantFrom('md5', 'sha1', 'sha256', 'sm3', 'md4'),
        anyOf(forms),
        anyOf({ ...places, ...inPath }),
        fc.nat(),
        (canary, name, [, form], [, place], from) => {
          const written = bytesOf(name, Buffer.from(form(canary.value))).toString('base64url');
          const cuts = [11, 12, 13, 14].map((length) => ({
            start: from % (written.length - length),
            length,
          }));
          const exchanges = cuts.map(({ start, length }, index) =>
            exchangeOf({ ...place(written.slice(start, start + length)), index }),
          );
          const { findings } = scanOf([canary], ...exchanges);
          for (const [index, { start, length }] of cuts.entries()) {
            const found = findings.filter(({ exchange }) => exchange === index);
            const bytes = Math.floor(((start + length) * 6) / 8) - Math.ceil((start * 6) / 8);
            // Inside a longer run, letters of one case are words.
            if (bytes >= 8 && isMixedCase(written.slice(start + 1, start + 11)))
              assert.match(found[0]?.match ?? '', /^digest:/, `${written} ${start}, ${length} characters`);
            for (const each of found)
              assert.ok(
                locate(exchanges[index]!, each, canary, DEFAULT_BUDGET, (at) => exchanges[at]),
                each.chain.join(' > '),
              );
          }
          const other = { ...canary, value: canary.value.replace('.example/', 'x.example/') };
          assert.deepEqual(scanOf([other], ...exchanges).findings, []);
        },
      ),
      { seed: 14, numRuns: 20 },
    );
  });

  it('finds a digest among many others, one after the other', function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(
        canaries,
        fc.constantFrom('md5', 'sha1', 'sha256'),
        fc.constantFrom('hex', 'base64', 'base64url', 'base36', 'base58', 'base62'),
        fc.constantFrom('-', '/', '_'),
        fc.integer({ min: 12, max: 60 }),
        fc.constantFrom([], ['t17'], ['a', 'b2c', 'page']),
        (canary, name, writing, separator, before, fields) => {
          const digests = Array.from({ length: before }, (_, at) =>
            bytesOf(name, Buffer.from(`other page ${at}`)),
          );
          const bytes = bytesOf(name, Buffer.from(canary.value));
          // The number of a digest that begins with a zero byte is shorter.
          fc.pre(bytes.readUInt8(0) !== 0);
          const words = [...digests, bytes].flatMap((each) => [...fields, writings[writing]?.(each) ?? '']);
          const { findings } = scanOf(
            [canary],
            exchangeOf({ body: Buffer.from(`v=1&ids=${words.join(separator)}`) }),
          );
          assert.deepEqual(
            findings.map(({ match }) => match),
            [`digest:${name}`],
          );
        },
      ),
      { seed: 12, numRuns: 60 },
    );
  });

  it('finds a digest that is written as a list of numbers of 8 or 32 bits', function () {
    this.timeout(60_000);
    const lists: Readonly<Record<string, (bytes: Buffer) => number[]>> = {
      'unsigned, big-endian': (bytes) => wordsOf(bytes, (at) => bytes.readUInt32BE(at)),
      'signed, big-endian': (bytes) => wordsOf(bytes, (at) => bytes.readInt32BE(at)),
      'unsigned, little-endian': (bytes) => wordsOf(bytes, (at) => bytes.readUInt32LE(at)),
      'signed, little-endian': (bytes) => wordsOf(bytes, (at) => bytes.readInt32LE(at)),
      bytes: (bytes) => [...bytes],
      'signed bytes': (bytes) => [...new Int8Array(bytes)],
    };
    const places: Readonly<Record<string, (list: number[]) => Parameters<typeof exchangeOf>[0]>> = {
      JSON: (list) => ({ body: Buffer.from(JSON.stringify({ e: 'page', h: list })) }),
      'a JSON string': (list) => ({ body: Buffer.from(JSON.stringify({ e: 'page', h: list.join(', ') })) }),
      'a query': (list) => ({ url: `https://collector.test/i?n=1&h=${list.join(',')}` }),
      'a query, with spaces': (list) => ({ url: `https://collector.test/i?n=1&h=${list.join('%20')}` }),
      'a form': (list) => ({ body: Buffer.from(`n=1&h=${encodeURIComponent(list.join(', '))}`) }),
      'a header': (list) => ({ headers: [['x-page', list.join(';')]] }),
      'a cookie': (list) => ({ headers: [['cookie', `s=1; h=${list.join('|')}`]] }),
      'a path': (list) => ({ url: `https://collector.test/${list.join(',')}/pv` }),
    };
    fc.assert(
      fc.property(
        canaries,
        fc.constantFrom('md5', 'sha1', 'sha256'),
        anyOf(forms),
        anyOf(lists),
        (canary, name, [, form], [kind, write]) => {
          const list = write(bytesOf(name, Buffer.from(form(canary.value))));
          const exchanges = Object.values(places).map((place, index) =>
            exchangeOf({ ...place(list), index }),
          );
          const { findings } = scanOf([canary], ...exchanges);
          for (const [index, place] of Object.keys(places).entries()) {
            const found = findings.filter(({ exchange }) => exchange === index);
            assert.match(found[0]?.match ?? '', /^digest:/, `${kind} in ${place}: ${list.join()}`);
            for (const each of found)
              assert.ok(
                locate(exchanges[index]!, each, canary, DEFAULT_BUDGET, (at) => exchanges[at]),
                each.chain.join(' > '),
              );
          }
          const other = { ...canary, value: canary.value.replace('.example/', 'x.example/') };
          assert.deepEqual(scanOf([other], ...exchanges).findings, []);
        },
      ),
      { seed: 18, numRuns: 12 },
    );
  });

  it('finds every hash of 64 bits as a number, and any pair of hashes of 32 bits', () => {
    const numbers = fc.constantFrom(...numericAlgorithms, ...rareNumericAlgorithms);
    const pairs = fc.tuple(fc.constantFrom(...shortAlgorithms), fc.constantFrom(...shortAlgorithms));
    const number = (high: number, low: number) => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
    fc.assert(
      fc.property(
        canaries,
        numbers,
        pairs,
        anyOf(forms),
        (canary, { name, of }, [first, second], [, form]) => {
          const text = form(canary.value);
          const bytes = Buffer.from(text);
          const { high, low } = of(bytes, text);
          fc.pre(high >>> 0 >= 1 << 14);
          const hash = number(high, low);
          const pair = number(first.of(bytes, text), second.of(Buffer.from(canary.value), canary.value));
          const unsigned = BigInt.asUintN(63, hash);
          for (const written of [hash, BigInt.asIntN(64, hash), unsigned]
            .map(String)
            .concat(hash.toString(36)))
            assert.deepEqual(matchesIn(canary, `{"n":"${written}"}`), [`digest:${name}`], written);
          if (first !== second || text !== canary.value)
            assert.deepEqual(matchesIn(canary, `id=${pair}`), [`digest:${first.name}+${second.name}`]);
        },
      ),
      { seed: 12, numRuns: 60 },
    );
  });

  it('finds nothing in 200,000 random numbers of 64 bits, and in digests of other texts', function () {
    this.timeout(60_000);
    const random = createRandomBytes(13);
    const pages = Array.from(
      { length: 64 },
      (_, at): Canary => ({
        id: `${at}`,
        kind: 'url',
        value: `https://${random(8).toString('hex')}.example/${random(8).toString('hex')}`,
      }),
    );
    const lookup = new DigestLookup(pages);
    const keys = new KeyList();
    const numbers = Array.from({ length: 200_000 }, () => random(8).readBigInt64BE());
    const others = Array.from({ length: 2000 }, (_, at) =>
      digest(CRYPTOGRAPHIC[at % CRYPTOGRAPHIC.length] ?? 'md5', `https://other.example/${at}`),
    );
    const written = others.map((each, at) => {
      const write = Object.values(writings)[at % Object.keys(writings).length];

      return write?.(Buffer.from(each, 'latin1'));
    });
    for (const text of [JSON.stringify(numbers.map(String)), numbers.join(','), JSON.stringify(written)])
      readValues(Content.ofText(text), new KeyBuffer(keys));
    assert.ok(keys.count > 800_000, `${keys.count}`);
    const found: string[] = [];
    lookup.find(keys, ({ name }) => found.push(name));
    assert.deepEqual(found, []);
  });
});

function wordsOf(bytes: Buffer, read: (at: number) => number): number[] {
  return Array.from({ length: bytes.length / 4 }, (_, at) => read(at * 4));
}

function isMixedCase(text: string): boolean {
  return /[a-z]/.test(text) && /[A-Z]/.test(text);
}

function matchesIn(canary: Canary, body: string): string[] {
  return scanOf([canary], exchangeOf({ body: Buffer.from(body) })).findings.map(({ match }) => match);
}

function bytesOf(name: string, bytes: Buffer): Buffer {
  if (name === 'md4') return Buffer.from(digest(name, bytes), 'latin1');

  return createHash(name, name.startsWith('shake') ? { outputLength: 32 } : {})
    .update(bytes)
    .digest();
}

/** At least 8 bytes. An MD5 and SHA-1 in a row are two digests. */
function cutOf(bytes: Buffer, from: number, length: number): Buffer {
  const whole = bytes.length === 36 ? bytes.subarray(16) : bytes;
  const start = from % (whole.length - 7);

  return whole.subarray(start, start + 8 + (length % (whole.length - start - 7)));
}

function inBase(bytes: Buffer, alphabet: string): string {
  let number = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (; number > 0n; number /= BigInt(alphabet.length))
    text = (alphabet[Number(number % BigInt(alphabet.length))] ?? '') + text;

  return text;
}

function inBase32(bytes: Buffer, alphabet: string): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');

  return (bits.match(/.{1,5}/g) ?? [])
    .map((each) => alphabet[Number.parseInt(each.padEnd(5, '0'), 2)] ?? '')
    .join('');
}

function grouped(text: string, size: number, separator: string): string {
  return (text.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(separator);
}
