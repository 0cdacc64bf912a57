import assert from 'node:assert/strict';
import type { CaseEvidence } from '../../model/evidence.ts';
import {
  at,
  BROWSER,
  cleanEvidence,
  COLLECTOR,
  exchange,
  policy,
  TWIN,
  upload,
} from '../testing/evidence.ts';
import { auditCase, mergeRows } from './audit-case.ts';
import { auditReleases, type AuditedCase } from './audit-releases.ts';
import { windowsOf } from './windows.ts';

const evidence = cleanEvidence();
const owners = [{ domain: 'miui.com', owner: 'Xiaomi', source: 's' }];
const withExchanges = (...added: CaseEvidence['exchanges']): CaseEvidence => ({
  ...evidence,
  exchanges: [...evidence.exchanges, ...added.map((each, index) => ({ ...each, index: 100 + index }))],
});
const rows = (given: CaseEvidence = evidence) => auditCase(given, policy.sdks);

describe('windowsOf', () => {
  const windowAt = windowsOf(evidence);
  const table: [second: number, window: string][] = [
    [0, 'idle'],
    [9, 'idle'],
    [10, 'private'],
    [60, 'private'],
    [101, 'idle'],
    [110, 'private'],
    [TWIN, 'normal'],
    [TWIN + 60, 'normal'],
  ];
  for (const [second, window] of table)
    it(`gives ${window} for second ${second}`, () => assert.equal(windowAt(at(second)), window));

  it('gives normal from the first page of a case in normal mode on', () => {
    const facts = { ...evidence.facts, mode: { ...evidence.facts.mode, private: false } };
    const timeline = {
      ...evidence.timeline,
      steps: evidence.timeline.steps.filter(({ kind }) => kind !== 'private-proof' && kind !== 'twin'),
    };
    const inNormalMode = windowsOf({ facts, timeline });
    assert.deepEqual(
      [13, 14, 60].map((second) => inNormalMode(at(second))),
      ['idle', 'normal', 'normal'],
    );
  });
});

describe('auditCase', () => {
  it('lists each host by window, with SDK, paths and fields', () =>
    assert.deepEqual(
      rows().map(({ window, host, sdks, paths, messages }) => [window, host, sdks, paths, messages]),
      [
        ['normal', COLLECTOR, ['sensors'], ['POST /sa'], 1],
        ['private', COLLECTOR, ['sensors'], ['GET /config/Android.conf', 'POST /sa'], 2],
      ],
    ));

  it('counts connections of which no request was read', () => {
    const { visibility } = evidence;
    const [row] = rows({
      ...evidence,
      visibility: {
        ...visibility,
        events: [
          ...visibility.events,
          {
            kind: 'tls-refused',
            at: at(5),
            sni: 'pinned.example',
            cause: 'closed',
            ja4: null,
            attribution: 'uid',
            uid: BROWSER,
          },
        ],
      },
    });
    assert.deepEqual([row?.window, row?.host, row?.messages, row?.unread], ['idle', 'pinned.example', 0, 1]);
  });

  it('limits paths and fields of one host', () => {
    const many = Array.from({ length: 400 }, (_, n) =>
      exchange({
        url: `https://a.example/p${'abcdefghij'[n % 10]}${'klmnopqrst'[Math.floor(n / 10) % 10]}${'uvwx'[Math.floor(n / 100)]}`,
      }),
    );
    const row = rows(withExchanges(...many)).find(({ host }) => host === 'a.example');
    assert.deepEqual([row?.paths.length, row?.cut, row?.messages], [300, true, 400]);
  });
});

describe('mergeRows', () => {
  it('adds up the rows of several cases', () => {
    const merged = mergeRows([
      ...rows(),
      ...rows(withExchanges(upload('about:blank', { url: `https://${COLLECTOR}/other` }))),
    ]);
    assert.deepEqual(
      merged.map(({ window, host, messages, paths }) => [window, host, messages, paths]),
      [
        ['normal', COLLECTOR, 2, ['POST /sa']],
        ['private', COLLECTOR, 5, ['GET /config/Android.conf', 'POST /other', 'POST /sa']],
      ],
    );
  });
});

describe('auditReleases', () => {
  const release = (patch: number) => ({
    ...evidence.facts.release,
    versionName: `3.4.${patch}`,
    versionCode: 30_400 + patch,
    sha256: `${patch}`.repeat(64),
  });
  const caseOf = (
    patch: number,
    given: CaseEvidence = evidence,
    more: Partial<AuditedCase> = {},
  ): AuditedCase => ({
    release: release(patch),
    scenario: 'visit-typed',
    mode: { private: true, statistics: 'default' },
    complete: true,
    rows: rows(given),
    ...more,
  });
  const audited = (...releases: AuditedCase[][]) =>
    auditReleases(releases, { owners, simulated: true }).releases;

  it('names owners', () =>
    assert.deepEqual(
      audited([caseOf(1)])[0]?.rows.map(({ owner }) => owner),
      ['Xiaomi', 'Xiaomi'],
    ));

  it('has nothing to compare the first release with', () =>
    assert.equal(audited([caseOf(1)])[0]?.since, null));

  it('finds nothing new in equal traffic', () =>
    assert.deepEqual(audited([caseOf(1)], [caseOf(2)])[1]?.since, {
      release: 'mint@3.4.1',
      cases: ['visit-typed, private'],
      news: [],
      gone: [],
    }));

  it('lists new hosts, paths and fields, even where no canary was found', () => {
    const changed = withExchanges(
      exchange({ url: 'https://new.example/x', at: at(20) }),
      exchange({ url: `https://${COLLECTOR}/v2`, body: Buffer.from('imei=1'), at: at(20) }),
    );
    assert.deepEqual(audited([caseOf(1)], [caseOf(2, changed)])[1]?.since?.news, [
      { window: 'private', host: 'new.example', what: 'host', name: 'new.example' },
      { window: 'private', host: COLLECTOR, what: 'path', name: 'POST /v2' },
      { window: 'private', host: COLLECTOR, what: 'field', name: 'body: imei' },
    ]);
  });

  it('lists a host as new in private mode that was contacted only in normal mode', () => {
    const [inTwin, inPrivate] = [TWIN + 5, 20].map((second) =>
      withExchanges(exchange({ url: 'https://new.example/x', at: at(second) })),
    );
    const since = audited([caseOf(1, inTwin)], [caseOf(2, inPrivate)])[1]?.since;
    assert.deepEqual(since?.news, [
      { window: 'private', host: 'new.example', what: 'host', name: 'new.example' },
    ]);
    assert.deepEqual(since?.gone, [{ window: 'normal', host: 'new.example' }]);
  });

  it('compares only cases of the same scenario and mode', () => {
    const changed = withExchanges(exchange({ url: 'https://new.example/x' }));
    for (const other of [{ scenario: 'search' }, { mode: { private: true, statistics: 'off' as const } }]) {
      const since = audited([caseOf(1)], [caseOf(2, changed, other), caseOf(2)])[1]?.since;
      assert.deepEqual([since?.cases, since?.news], [['visit-typed, private'], []]);
    }
  });

  it('compares with the release before of the same family', () => {
    const chrome = caseOf(5, evidence, { release: { ...release(5), family: 'chrome' } });
    assert.deepEqual(
      audited([caseOf(1)], [chrome], [caseOf(2)]).map(({ since }) => since?.release),
      [undefined, undefined, 'mint@3.4.1'],
    );
  });

  it('names cases whose recording is incomplete', () =>
    assert.deepEqual(audited([caseOf(1, evidence, { complete: false })])[0]?.incomplete, [
      'visit-typed, private',
    ]));
});
