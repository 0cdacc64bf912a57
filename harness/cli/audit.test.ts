import assert from 'node:assert/strict';
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { auditSchema, type Audit } from '../model/audit.ts';
import { writeRunFolder, type WrittenRun } from '../runner/testing/run-folder.ts';
import { audit } from './audit.ts';
import { describeAudit } from './audit-text.ts';
import { captureStdout } from './testing/capture-stdout.ts';

describe('leakgate audit', () => {
  let run: WrittenRun;
  before(async () => {
    run = await writeRunFolder('ab'.repeat(32));
  });
  after(() => rm(run.dir, { recursive: true }));

  it('prints what each release contacted, as JSON', async () => {
    const { stdout, result } = await captureStdout(() => audit([run.dir], { release: [], json: true }));
    const { simulated, releases } = auditSchema.parse(JSON.parse(stdout));
    assert.equal(result, 0);
    assert.equal(simulated, true);
    assert.deepEqual(
      releases.map(({ name, cases, rows }) => [
        name,
        cases,
        rows.map(({ window, host }) => `${window} ${host}`),
      ]),
      [
        [
          'mint@3.4.3',
          ['visit-typed, private', 'visit-link, private'],
          ['normal sa.api.intl.miui.com', 'private sa.api.intl.miui.com'],
        ],
      ],
    );
  });

  it('prints it as text', async () => {
    const { stdout } = await captureStdout(() => audit([run.dir], { release: ['mint@*'] }));
    assert.match(stdout, /simulated releases/);
    assert.match(stdout, /private sa\.api\.intl\.miui\.com \(Xiaomi, sensors\), \d+ messages/);
    assert.match(stdout, /fields: .*body: data_list > properties\.url/);
  });

  it('refuses a release that no run has', () =>
    assert.rejects(audit([run.dir], { release: ['mint@9'] }), /no run has the release 'mint@9'/));

  it('refuses evidence that was changed', async () => {
    await appendFile(join(run.caseDirs[0]!, 'traffic.har'), ' ');
    await assert.rejects(audit([run.dir], { release: [] }), /traffic\.har was changed/);
  });
});

describe('the text of an audit', () => {
  const row = {
    window: 'private',
    host: 'a.example',
    by: 'browser',
    messages: 1,
    unread: 0,
    sdks: [],
    paths: ['GET /'],
    fields: [],
    cut: false,
    owner: null,
  } as const;
  const report = (more: Partial<Audit['releases'][number]>): string =>
    describeAudit({
      schema: 'leakgate/audit@1',
      simulated: false,
      releases: [
        {
          family: 'mint',
          name: 'mint@3.4.3',
          sha256: 'ab'.repeat(32),
          cases: ['visit-typed, private'],
          incomplete: [],
          rows: [{ ...row, paths: [...row.paths], fields: [], sdks: [] }],
          since: null,
          ...more,
        },
      ],
    }).join('\n');
  const since = { release: 'mint@3.4.0', cases: ['visit-typed, private'], news: [], gone: [] };

  it('lists what is new, and what is gone', () => {
    const text = report({
      since: {
        ...since,
        news: [
          { window: 'private', host: 'a.example', what: 'host', name: 'a.example' },
          { window: 'idle', host: 'b.example', what: 'field', name: 'body: imei' },
        ],
        gone: [{ window: 'normal', host: 'c.example' }],
      },
    });
    assert.match(text, /since mint@3\.4\.0, in 1 case that both have/);
    assert.match(text, /new.* host a\.example \(private\)/);
    assert.match(text, /new.* field of b\.example \(idle\): body: imei/);
    assert.match(text, /gone.* host c\.example \(normal\)/);
  });

  it('says what an audit cannot show', () => {
    assert.match(report({}), /not listed was not seen in these scenarios/);
    assert.match(report({ incomplete: ['visit-typed, private'] }), /hosts may be missing/);
    assert.match(report({ since: { ...since, cases: [] } }), /not compared with mint@3\.4\.0/);
    assert.match(report({ since }), /nothing is new since mint@3\.4\.0/);
    assert.match(
      report({ rows: [{ ...row, paths: [], fields: [], sdks: [], by: 'unknown', unread: 2, cut: true }] }),
      /owner unknown\), 1 message, 2 connections without a readable request.*sent by the browser or another app.*\n.*more paths or fields/,
    );
  });

  it('prints no control sequence of a hostile host, path or field', () => {
    const hostile = '\u001b[2J\u202ea';
    const text = report({
      name: hostile,
      rows: [{ ...row, host: hostile, paths: [hostile], fields: [hostile], sdks: [] }],
      since: { ...since, news: [{ window: 'idle', host: hostile, what: 'field', name: hostile }], gone: [] },
    });
    assert.doesNotMatch(text, /\u001b\[2J|\u202e/);
  });
});
