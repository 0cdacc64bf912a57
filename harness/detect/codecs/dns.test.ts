import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Canary } from '../../model/canary.ts';
import type { Exchange } from '../../model/exchange.ts';
import { Content } from '../content.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../replay/locate.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { createRandomBytes } from '../testing/random.ts';
import { dns } from './dns.ts';
import { dnsNameOf, dnsQueryOf } from './testing/encodings.ts';

const SEED = 3;
const BUDGET = { bytesLeft: 1 << 20, cutShort: () => undefined };

const label = fc.stringMatching(/^[a-z][a-z0-9-]{1,14}[a-z0-9]$/);
const host = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), fc.constantFrom('example', 'test', 'co.uk'))
  .map(([labels, suffix]) => [...labels, suffix].join('.'))
  .filter((name) => name.length >= 14);

/** Ways to write a message that asks for a name. */
const MESSAGES: Readonly<Record<string, (name: string) => Buffer>> = {
  plain: (name) => Buffer.concat([header(1), dnsNameOf(name), u16(1), u16(1)]),
  padded: (name) => dnsQueryOf(name, undefined, 128 - 27 - name.length),
  'in random case': (name) => dnsQueryOf([...name].map((c, at) => (at % 3 ? c : c.toUpperCase())).join('')),
  'over TCP': (name) => framed(dnsQueryOf(name)),
  'over TCP, after another': (name) =>
    Buffer.concat([framed(dnsQueryOf('a.test')), framed(dnsQueryOf(name))]),
  'compressed, in an answer': (name) => {
    const [first = '', ...rest] = name.split('.');
    const data = Buffer.concat([Buffer.from([first.length]), Buffer.from(first), Buffer.from([0xc0, 12])]);

    return Buffer.concat([
      header(1, 1),
      dnsNameOf(rest.join('.')),
      u16(5),
      u16(1),
      Buffer.from([0xc0, 12]),
      u16(5),
      u16(1),
      Buffer.alloc(4),
      u16(data.length),
      data,
    ]);
  },
  'in a TXT record': (name) => {
    const strings = [name.slice(0, 7), name.slice(7)].flatMap((each) => [
      Buffer.from([each.length]),
      Buffer.from(each),
    ]);
    const data = Buffer.concat(strings);

    return Buffer.concat([
      header(0, 1),
      dnsNameOf('a.test'),
      u16(16),
      u16(1),
      Buffer.alloc(4),
      u16(data.length),
      data,
    ]);
  },
};

/** Ways to send a message. */
const CARRIERS: Readonly<Record<string, (message: Buffer) => Partial<Exchange>>> = {
  'in a POST': (body) => ({ body, headers: [['content-type', 'application/dns-message']] }),
  'in a POST, unannounced': (body) => ({ body }),
  'in a GET': (message) => ({
    method: 'GET',
    url: `https://dns.collector.test/dns-query?dns=${message.toString('base64url')}`,
  }),
  'in JSON': (message) => ({ body: Buffer.from(JSON.stringify({ q: message.toString('base64') })) }),
  'in hex': (message) => ({ body: Buffer.from(`q=${message.toString('hex')}`) }),
  'in gzip': (message) => ({ body: gzipSync(message) }),
  'in a WebSocket message': (data) => ({ messages: [{ index: 0, data }] }),
};

describe('a DNS message', function () {
  this.timeout(0);
  for (const [form, write] of Object.entries(MESSAGES))
    for (const [way, send] of Object.entries(CARRIERS))
      it(`gives its name, and replays: ${form}, ${way}`, () => {
        fc.assert(
          fc.property(host, (name) => {
            const canary: Canary = { id: 'c', kind: 'host', value: name };
            const exchange = exchangeOf(send(write(name)));
            const { findings, opaque } = scanOf([canary], exchange);
            assert.ok(
              findings.some(({ match }) => match === 'host'),
              JSON.stringify(findings),
            );
            for (const finding of findings)
              assert.ok(locate(exchange, finding, canary, DEFAULT_BUDGET), finding.chain.join(' > '));
            // The case of the letters can itself carry data, so such a name can be opaque.
            if (form !== 'in random case') assert.deepEqual(opaque, []);
          }),
          { numRuns: 12, seed: SEED },
        );
      });

  it('for another host gives nothing', () => {
    const others: ((name: string) => string)[] = [
      (name) => `a${name}`,
      (name) => `a.${name}.test`,
      (name) => `${name.slice(0, -1)}zz`,
      (name) => name.split('.').slice(1).join('.'),
    ];
    fc.assert(
      fc.property(
        host,
        fc.constantFrom(...others),
        fc.constantFrom(...Object.values(MESSAGES)),
        fc.constantFrom(...Object.values(CARRIERS)),
        (name, change, write, send) => {
          // A word that is rare enough is a finding in any name.
          const canary: Canary = {
            id: 'c',
            kind: 'host',
            value: `garden.meadow-${name.split('.').at(-1)}.example`,
          };
          const other = change(canary.value);
          fc.pre(other.length >= 14);
          assert.deepEqual(scanOf([canary], exchangeOf(send(write(other)))).findings, []);
        },
      ),
      { numRuns: 300, seed: SEED },
    );
  });
});

describe('the codec dns', () => {
  const layersOf = (bytes: Uint8Array) =>
    dns.open({ content: Content.ofBytes(bytes), contentType: '', mimeType: '', codings: [] }, BUDGET).layers;

  it('ends on every changed or truncated message, and on loops of pointers', () => {
    const random = createRandomBytes(SEED);
    const messages = Object.values(MESSAGES).map((write) => write('www.meadow.example'));
    for (const message of messages)
      for (let at = 0; at < message.length; at++) {
        const [changed, pointing] = [Buffer.from(message), Buffer.from(message)];
        changed[at] = random(1)[0]!;
        pointing.writeUInt16BE(0xc000 | at, Math.min(at, message.length - 2));
        for (const each of [changed, pointing, message.subarray(0, at)]) layersOf(each);
      }
    const loop = Buffer.concat([header(1), Buffer.from([0xc0, 14, 0xc0, 12]), u16(1), u16(1)]);
    assert.deepEqual(layersOf(loop), []);
  });

  it('decodes no random bytes', () => {
    const random = createRandomBytes(SEED);
    for (let length = 17; length < 600; length++) assert.deepEqual(layersOf(random(length)), []);
  });
});

function header(questions: number, answers = 0): Buffer {
  return Buffer.concat([u16(0x1234), u16(0x0100), u16(questions), u16(answers), u16(0), u16(0)]);
}

function framed(message: Buffer): Buffer {
  return Buffer.concat([u16(message.length), message]);
}

function u16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}
