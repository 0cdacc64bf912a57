import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { CaseEvidence, JudgedExchange } from '../../model/evidence.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import { readIdentifiers, readSdks } from '../../tables/sdks.ts';
import { createDetector, DEFAULT_BUDGET } from '../detector.ts';
import { identify } from './identify.ts';
import { tokenOf } from './own.ts';

const rows = await readIdentifiers(await readSdks());
const VISIT = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab';
const TWIN = 'https://q9w2e7r4t6yz.example/z5x8c1v3b7nm/orchard?q=h7j2d9f4g6sl';
const ANDROID_ID = '4dfe58fb3832534e';
const INSTALL = '8fc6b0fd-f26b-4f8f-97a5-066e0bcb7429';
const MAC = '64:CC:2E:1A:9B:07';

const time = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

/** An upload of events in the format of Sensors. */
function upload(second: number, properties: object, fields: Partial<JudgedExchange> = {}): JudgedExchange {
  const list = gzipSync(JSON.stringify([{ event: 'x', distinct_id: INSTALL, properties }])).toString(
    'base64',
  );

  return {
    index: second,
    method: 'POST',
    url: 'https://sa.api.intl.miui.com/sa?project=mini',
    host: 'sa.api.intl.miui.com',
    headers: [],
    body: Buffer.from(new URLSearchParams({ gzip: '1', data_list: list }).toString()),
    trailers: [],
    messages: [],
    at: time(second),
    standInEngine: false,
    aborted: false,
    responder: 'ack',
    ...fields,
  };
}

function identified(exchanges: JudgedExchange[], steps: TimelineStep[] = []) {
  const evidence = {
    canaries: [{ id: 'visit-1', kind: 'url', value: VISIT }],
    exchanges,
    late: [],
    ledger: [{ canary: { id: 'twin-visit-1', kind: 'url', value: TWIN } }],
    timeline: { schema: 'leakgate/timeline@1', steps },
    identity: {
      schema: 'leakgate/identity@1',
      values: [
        { name: 'android_id', value: ANDROID_ID, source: 'settings' },
        { name: 'mac', value: MAC, source: 'ip link' },
        { name: 'model', value: 'Redmi', source: 'getprop' },
      ],
    },
  } as unknown as CaseEvidence;
  const detector = createDetector(evidence.canaries, [], DEFAULT_BUDGET);
  for (const exchange of exchanges) detector.push(exchange);

  return identify(evidence, detector.end().findings, rows, DEFAULT_BUDGET);
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

describe('identify', () => {
  it("reports fields for identifiers, and the handset's own values in any place", () => {
    const { identifiers } = identified([
      upload(1, { url: VISIT, $device_id: ANDROID_ID, other: ANDROID_ID }),
    ]);
    const reported = identifiers.map(({ kind, name, means, value, form }) => [
      kind,
      name,
      means,
      value,
      form,
    ]);
    assert.deepEqual(reported, [
      ['handset', 'android_id', 'device', ANDROID_ID, 'plain'],
      ['field', 'distinct_id', 'install', INSTALL, 'plain'],
    ]);
    assert.equal(
      identifiers[1]?.place,
      'request.body > form:data_list > base64 > gzip > json:$[0].distinct_id',
    );
  });

  for (const [form, written] of [
    ['digest:md5', md5(ANDROID_ID)],
    ['digest:md5', md5(ANDROID_ID.toUpperCase()).toUpperCase()],
    ['digest:sha1', createHash('sha1').update(ANDROID_ID).digest('hex')],
    ['digest:sha256', createHash('sha256').update(ANDROID_ID).digest('hex')],
    ['plain', ANDROID_ID.toUpperCase()],
    ['plain', Buffer.from(ANDROID_ID).toString('base64')],
  ] as const)
    it(`finds a handset's own value as ${form}: ${written.slice(0, 20)}`, () => {
      const { identifiers } = identified([upload(1, { url: VISIT, x: written })]);
      const handsetValue = identifiers.find(({ kind }) => kind === 'handset');
      assert.deepEqual(
        [handsetValue?.name, handsetValue?.form, handsetValue?.token],
        ['android_id', form, tokenOf(ANDROID_ID)],
      );
    });

  for (const written of [MAC, MAC.toLowerCase(), MAC.replaceAll(':', ''), MAC.replaceAll(':', '-')])
    it(`finds a MAC address written ${written}`, () => {
      const { identifiers } = identified([upload(1, { url: VISIT, x: written })]);
      assert.ok(identifiers.some(({ kind, name }) => kind === 'handset' && name === 'mac'));
    });

  it('reports a rare value in an unknown field as a possible identifier', () => {
    const { identifiers } = identified([upload(1, { url: VISIT, zq: 'f81d4fae7dec11d0a76500a0c91e6bf6' })]);
    assert.deepEqual(
      identifiers.filter(({ kind }) => kind === 'value').map(({ name, means }) => [name, means]),
      [['zq', 'unknown']],
    );
  });

  it('reports no value from which a canary was decoded', () => {
    const words = JSON.stringify({ u: VISIT });
    const body = Buffer.from(
      JSON.stringify({ device: ANDROID_ID, payload: Buffer.from(words).toString('base64') }),
    );
    const found = identified([upload(3, {}, { body })]).identifiers;
    assert.deepEqual(
      found.map(({ name }) => name),
      ['android_id'],
    );
  });

  it('reports no canaries, constants or empty values', () => {
    const { identifiers } = identified([
      upload(1, {
        url: VISIT,
        app_key: 'f81d4fae7dec11d0a76500a0c91e6bf6',
        imei: '000000000000000',
        oaid: '',
        uuid: 'unknown',
        user_id: VISIT,
      }),
    ]);
    assert.deepEqual(
      identifiers.map(({ name }) => name),
      ['distinct_id'],
    );
  });

  it('reports no values that occur in every HTTP message', () => {
    const headers: [string, string][] = [
      ['Host', 'keyboard-9f2c7e1a.collector.example'],
      ['Sec-WebSocket-Key', 'x3JJHMbDL1EzLkh9GBhXDw=='],
      ['X-Install', 'f81d4fae7dec11d0a76500a0c91e6bf6'],
    ];
    const { identifiers } = identified([upload(1, { url: VISIT }, { headers })]);

    assert.deepEqual(identifiers.map(({ name }) => name).sort(), ['distinct_id', 'x-install']);
  });

  it('reports no part of a URL that the twin visited, though the upload contains it', () => {
    const { identifiers } = identified([
      upload(1, { url: VISIT, referrer: TWIN, path: '/z5x8c1v3b7nm/orchard' }),
    ]);

    assert.deepEqual(
      identifiers.map(({ name }) => name),
      ['distinct_id'],
    );
  });

  it('reports nothing for exchanges without a finding', () =>
    assert.deepEqual(identified([upload(1, { $device_id: ANDROID_ID })]), { identifiers: [], traces: [] }));

  it('reports where a value recurs: after the private tab was closed, under another identity', () => {
    const { traces } = identified(
      [
        upload(1, { url: VISIT, $device_id: ANDROID_ID }),
        upload(5, { $device_id: ANDROID_ID }),
        upload(9, { a: md5(ANDROID_ID) }),
      ],
      [
        { kind: 'private-closed', at: time(3) },
        { kind: 'identity', at: time(7), number: 2 },
      ],
    );
    assert.deepEqual(
      traces
        .filter(({ name }) => name === 'android_id')
        .map(({ identity, closed, exchanges, withFindings }) => [identity, closed, exchanges, withFindings]),
      [
        [1, false, 1, 1],
        [1, true, 1, 0],
        [2, false, 1, 0],
      ],
    );
  });
});

describe('the table of identifiers', () => {
  it('lists each field once, in lower case', () => {
    assert.equal(new Set(rows.map(({ field }) => field)).size, rows.length);
    assert.ok(rows.every(({ field }) => field === field.toLowerCase()));
  });
});
