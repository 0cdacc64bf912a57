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
import { tarOf, type ZipMember, zipOf } from './testing/archives.ts';
import { tar } from './tar.ts';
import { zip } from './zip.ts';

const SEED = 4;
const URL_CANARY = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab?q=h7j2d9f4g6sl';
const canary: Canary = { id: 'c', kind: 'url', value: URL_CANARY };
/** The canary in forms that a search of the archive's own bytes does not find. */
const secrets = fc.constantFrom(
  Buffer.from(URL_CANARY).toString('base64'),
  Buffer.from(URL_CANARY).toString('hex'),
  encodeURIComponent(URL_CANARY),
);

const text = fc.lorem({ maxCount: 30 }).map((words) => Buffer.from(words));
const member: fc.Arbitrary<ZipMember> = fc.record({
  name: fc.stringMatching(/^[a-z]{1,9}(?:\/[a-z]{1,9})?\.(?:json|txt)$/),
  data: text,
  deflated: fc.boolean(),
  sizes: fc.constantFrom('before', 'behind', 'behind, bare', 'zip64'),
  extra: fc.constantFrom(Buffer.alloc(0), Buffer.from('555405000300000000', 'hex')),
});
const members = fc.array(member, { minLength: 1, maxLength: 5 }).map((list) =>
  // The content of a stored member ends where its size or a descriptor with a signature says.
  list.map((each) => (each.deflated || each.sizes !== 'behind, bare' ? each : { ...each, deflated: true })),
);

/** Where a ZIP file contains the canary. */
const PLACES: Readonly<Record<string, (list: ZipMember[], secret: string) => Buffer>> = {
  'in a member': (list, secret) => zipOf(withLast(list, { data: Buffer.from(`{"u":"${secret}"}`) })),
  'in a member of a file without a directory': (list, secret) =>
    zipOf(withLast(list, { data: Buffer.from(`{"u":"${secret}"}`) }), { isCut: true }),
  'in a name': (list, secret) => zipOf(withLast(list, { name: secret.replaceAll('/', '_') })),
  'in a comment of a member': (list, secret) => zipOf(withLast(list, { comment: secret })),
  'in the comment of the file': (list, comment) => zipOf(list, { comment }),
  'in an extra field': (list, secret) => {
    const data = gzipSync(secret);
    const head = Buffer.from([0x99, 0x99, data.length & 255, data.length >> 8]);

    return zipOf(withLast(list, { extra: Buffer.concat([head, data]) }));
  },
  'in an archive in a member': (list, secret) =>
    zipOf(withLast(list, { data: zipOf(withLast(list, { data: Buffer.from(secret) })) })),
  'after other bytes': (list, secret) =>
    Buffer.concat([Buffer.from([0, 1, 2, 3, 255]), zipOf(withLast(list, { data: Buffer.from(secret) }))]),
};

/** Ways to send an archive. */
const CARRIERS: Readonly<Record<string, (archive: Buffer) => Partial<Exchange>>> = {
  'as a body': (body) => ({ body }),
  'in multipart': (archive) => ({
    headers: [['content-type', 'multipart/form-data; boundary=b1b1b1']],
    body: Buffer.concat([
      Buffer.from('--b1b1b1\r\nContent-Disposition: form-data; name="f"; filename="log.zip"\r\n\r\n'),
      archive,
      Buffer.from('\r\n--b1b1b1--\r\n'),
    ]),
  }),
  'in base64 in JSON': (archive) => ({
    body: Buffer.from(JSON.stringify({ file: archive.toString('base64') })),
  }),
  'in gzip': (archive) => ({ body: gzipSync(archive) }),
};

describe('an archive', function () {
  this.timeout(0);
  const send = fc.constantFrom(...Object.values(CARRIERS));
  for (const [place, write] of Object.entries(PLACES))
    it(`gives a canary ${place} of a ZIP file, and replays`, () => {
      fc.assert(
        fc.property(members, secrets, send, (list, secret, carry) =>
          assertFound(exchangeOf(carry(write(list, secret)))),
        ),
        { numRuns: 20, seed: SEED },
      );
    });

  it('gives a canary in a member or a name of a tar archive, and replays', () => {
    fc.assert(
      fc.property(
        members,
        secrets,
        send,
        fc.boolean(),
        fc.boolean(),
        (list, secret, carry, isOld, isNamed) => {
          const last = isNamed
            ? { name: secret, data: Buffer.from('x') }
            : { name: 'a', data: gzipSync(secret) };
          fc.pre(last.name.length <= 100);
          assertFound(exchangeOf(carry(tarOf([...list, last], isOld))));
        },
      ),
      { numRuns: 20, seed: SEED },
    );
  });

  it('without a canary gives no finding, and is not opaque', () => {
    fc.assert(
      fc.property(members, send, fc.boolean(), (list, carry, isTar) => {
        // The zeros of a tar archive in base64 look like hex.
        fc.pre(!isTar || carry !== CARRIERS['in base64 in JSON']);
        const { findings, opaque } = scanOf([canary], exchangeOf(carry(isTar ? tarOf(list) : zipOf(list))));
        assert.deepEqual([findings, opaque], [[], []]);
      }),
      { numRuns: 60, seed: SEED },
    );
  });

  it('is opaque if a member, an extra field or bytes between its records cannot be decoded', () => {
    const random = createRandomBytes(SEED);
    const plain: ZipMember = { name: 'a.txt', data: Buffer.from('x'), deflated: true, sizes: 'before' };
    const field = Buffer.concat([Buffer.from([0x99, 0x99, 200, 0]), random(200)]);
    const encrypted = zipOf([{ ...plain, data: random(200), deflated: false }]);
    encrypted[6] = 1;
    for (const archive of [
      zipOf([{ ...plain, data: random(200) }]),
      zipOf([{ ...plain, extra: field }]),
      Buffer.concat([zipOf([plain], { isCut: true }), random(200), zipOf([plain])]),
      Buffer.concat([zipOf([plain]), random(200)]),
      encrypted,
      tarOf([{ name: 'a.bin', data: random(200) }]),
      Buffer.concat([tarOf([{ name: 'a', data: Buffer.from('x') }]), random(200)]),
    ])
      assert.equal(scanOf([canary], exchangeOf({ body: archive })).opaque.length, 1, archive.toString('hex'));
  });

  it('is read within the budget', () => {
    const bomb: ZipMember = { name: 'a', data: Buffer.alloc(1 << 20), deflated: true, sizes: 'behind' };
    const archive = zipOf(Array.from({ length: 20 }, () => bomb));
    let cuts = 0;
    const { layers } = open(zip, archive, 5 << 20, () => cuts++);
    assert.ok(layers.reduce((sum, { content }) => sum + content.length, 0) <= 6 << 20);
    assert.ok(cuts > 0);
  });

  it('of another program is read: zipfile of Python 3.11, as a stream', () => {
    const streamed =
      'UEsDBBQACAAIAAAAIVwAAAAAAAAAAAAAAAAGAAAAYS5qc29ui65WSi1LzStRslIqSExPVdJRKi3KAXIySkoKiq309bONKyxzjQrNy01KqvRSKxJzC3JS9QssygzzTIvMKg0Sk+wLbTPMs4xSLNNM0s2Kc5RqYwFQSwcIPiJIcFMAAABTAAAAUEsBAhQDFAAIAAgAAAAhXD4iSHBTAAAAUwAAAAYAAAAAAAAAAAAAAIABAAAAAGEuanNvblBLBQYAAAAAAQABADQAAACHAAAAAAA=';
    assertFound(exchangeOf({ body: Buffer.from(streamed, 'base64') }));
  });

  it('that is changed or truncated never throws', () => {
    const random = createRandomBytes(SEED);
    const list: ZipMember[] = [
      { name: 'a.txt', data: Buffer.from('some text'), deflated: true, sizes: 'behind' },
      { name: 'b.txt', data: Buffer.from('more text'), deflated: false, sizes: 'zip64', comment: 'c' },
    ];
    const archives = [zipOf(list, { comment: 'c' }), tarOf(list)];
    for (const archive of archives)
      for (let at = 0; at < Math.min(archive.length, 1024); at++) {
        const changed = Buffer.from(archive);
        changed[at] = random(1)[0]!;
        for (const each of [changed, archive.subarray(0, at)])
          for (const codec of [zip, tar]) open(codec, each);
      }
  });
});

function open(
  codec: typeof zip,
  bytes: Uint8Array,
  bytesLeft = 1 << 20,
  cutShort = () => undefined as unknown,
) {
  const input = { content: Content.ofBytes(bytes), contentType: '', mimeType: '', codings: [] };

  return codec.open(input, { bytesLeft, cutShort });
}

function assertFound(exchange: Exchange): void {
  const { findings } = scanOf([canary], exchange);
  assert.ok(findings.length > 0);
  for (const finding of findings)
    assert.ok(locate(exchange, finding, canary, DEFAULT_BUDGET), finding.chain.join(' > '));
}

function withLast(list: readonly ZipMember[], change: Partial<ZipMember>): ZipMember[] {
  return list.map((each, at) => (at === list.length - 1 ? { ...each, ...change } : each));
}
