import assert from 'node:assert/strict';
import type { CaseRecord } from '../model/case.ts';
import type { CaseEvidence } from '../model/evidence.ts';
import { identifierLines, linkLines, partyLines } from './ties.ts';
import { timelineMarkdown, timelinePage, withoutEvidenceLinks } from './timeline-page.ts';
import { timelineOf } from './timeline.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const evidence = {
  timeline: {
    schema: 'leakgate/timeline@1',
    steps: [
      { kind: 'step', at: at(1), name: 'visit | a <page>' },
      { kind: 'story-ended', at: at(9) },
    ],
  },
  exchanges: [
    {
      index: 0,
      method: 'POST',
      url: `https://sa.api.intl.miui.com/${'a'.repeat(300)}`,
      body: Buffer.from('12345'),
      messages: [],
      answer: { status: 200, mimeType: '' },
      responder: 'ack/sensors',
      at: at(4),
      uid: 10_104,
      standInEngine: false,
      aborted: false,
    },
  ],
  late: [],
  visibility: {
    events: [
      { kind: 'tls-refused', at: at(2), sni: 'x.example', cause: 'closed', ja4: null, attribution: 'uid' },
    ],
  },
} as unknown as CaseEvidence;
const record = {
  startedAt: at(0),
  findings: [{ exchange: 0, canary: 'visit-1' }],
  identifiers: [
    {
      kind: 'handset',
      name: 'android_id',
      host: 'h.example',
      place: 'request.body',
      form: 'digest:md5',
      token: 'a',
    },
    {
      kind: 'field',
      name: 'uuid',
      means: 'install',
      host: 'h.example',
      place: 'request.body',
      form: 'plain',
      token: 'b',
    },
    {
      kind: 'field',
      name: 'uuid',
      means: 'install',
      host: 'h.example',
      place: 'elsewhere',
      form: 'plain',
      token: 'b',
    },
  ],
  parties: [
    {
      host: 'sa.api.intl.miui.com',
      domain: 'miui.com',
      owner: 'Xiaomi',
      transport: 'clear',
      findings: 1,
      address: '203.0.113.9',
      country: 'SG',
    },
  ],
} as unknown as CaseRecord;

describe('timelineOf', () => {
  const moments = timelineOf(evidence, record);

  it('orders steps, exchanges and events by time', () =>
    assert.deepEqual(
      moments.map(({ second, who, found }) => [second, who, ...found]),
      [
        [1, 'scenario'],
        [2, 'recorder'],
        [4, 'traffic', 'visit-1'],
        [9, 'scenario'],
      ],
    ));

  it('describes events and exchanges', () => {
    assert.equal(moments[1]?.what, 'tls-refused: sni x.example, cause closed, attribution uid');
    assert.match(
      moments[2]?.what ?? '',
      /^0: POST https:.{120,150}… \(5 bytes, answered 200 by ack\/sensors, UID 10104\)$/,
    );
  });

  it('gives each moment a place, and steps their canary', () =>
    assert.deepEqual(
      moments.map(({ anchor, canary }) => [anchor, canary]),
      [
        ['step-0', '|'],
        ['event-0', undefined],
        ['exchange-0', undefined],
        ['step-1', undefined],
      ],
    ));

  it('can be shown as a page, whose copy elsewhere has no links to other files, and as Markdown', () => {
    const page = timelinePage({
      caseId: 'case',
      moments,
      decoded: [{ index: 0, request: 'POST x', leaks: [], messages: [] }],
      screens: new Map([['|', '../../cases/x/screens/a.png']]),
      screenNotes: ['no picture'],
      back: '../../index.html#case-x',
      notices: '',
    });
    assert.ok(page.includes('visit | a &lt;page&gt;') && !page.includes('<page>'));
    const links = (text: string) => [...text.matchAll(/href="([^"]+)"/g)].map(([, href]) => href);
    const inside = ['#main', '#exchange-0', '#decoded-0', '#exchange-0'];
    assert.deepEqual(
      new Set(links(page)),
      new Set([...inside, '../../cases/x/screens/a.png', '../../index.html#case-x']),
    );
    assert.deepEqual(new Set(links(withoutEvidenceLinks(page))), new Set(inside));
    assert.ok(
      timelineMarkdown('case', moments).includes(String.raw`| +1.000 | scenario | visit \| a \<page\> |`),
    );
  });
});

describe('lines about identifiers, recipients and linkability', () => {
  it('name each identifier value once', () =>
    assert.deepEqual(identifierLines(record), [
      "the handset's android_id, as its md5 was sent to h.example together with a finding, in request.body",
      'uuid (install) was sent to h.example together with a finding, in elsewhere',
    ]));

  it('name recipients with owner, transport and country', () =>
    assert.deepEqual(partyLines(record), [
      'sa.api.intl.miui.com: miui.com; Xiaomi; in clear text; 203.0.113.9, SG',
    ]));

  it('report how far findings of a release can be linked, and by which identifiers', () =>
    assert.deepEqual(
      linkLines({
        linkability: [
          {
            release: 'mint@3.4.0~ef376b47',
            level: 'across-resets',
            by: [
              {
                name: '$device_id',
                means: 'device',
                level: 'across-resets',
                certainty: 'certain',
                token: 'a',
                cases: [],
              },
              {
                name: 'uuid',
                means: 'install',
                level: 'within-session',
                certainty: 'certain',
                token: 'b',
                cases: [],
              },
            ],
          },
        ],
      }),
      [
        "mint@3.4.0~ef376b47: reports are linkable even after the browser's data is cleared ($device_id (device))",
      ],
    ));
});
