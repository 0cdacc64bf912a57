import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../model/fault.ts';
import type { Finding } from '../model/scan.ts';
import { captureStdout } from './testing/capture-stdout.ts';
import { scan } from './scan.ts';

const GOLDEN = join(import.meta.dirname, 'golden');
const har = join(GOLDEN, 'traffic.json');
const canaries = join(GOLDEN, 'canaries.json');

describe('leakgate scan', () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'leakgate-scan-'));
  });
  after(() => rm(dir, { recursive: true }));
  async function file(name: string, content: unknown): Promise<string> {
    const path = join(dir, name);
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));

    return path;
  }
  const harOf = (body: Buffer) => ({
    log: {
      version: '1.2',
      entries: [
        {
          request: {
            method: 'POST',
            url: 'https://x.test/',
            postData: { mimeType: '', text: body.toString('base64'), encoding: 'base64' },
          },
          response: { status: 200 },
        },
      ],
    },
  });

  it('prints each finding with canary, recipient, encoding and the text around it', async () => {
    const { result, stdout } = await captureStdout(() => scan([har], { canaries }));
    assert.equal(result, 1);
    assert.match(stdout, /^visit-1 \(url\) https:\/\/k3x9m2q7w4tz\.example/);
    assert.match(stdout, /to sa\.api\.intl\.miui\.com, exchange 11, request\.body/);
    assert.match(
      stdout,
      /encoded as form:data_list > base64 > gzip > json:\$\[0\]\.properties\.url; whole match, certain/,
    );
    assert.match(stdout, /https:\/\/k3x9m2q7w4tz\.example\/p8v1n5r6y0ab\/garden/);
    assert.match(stdout, /1 finding in 12 exchanges/);
  });

  it('does not call it "nothing found" if there was nothing to search, or nothing to look for', async () => {
    const none = await file('none.json', []);
    const empty = await file('empty.har', { log: { version: '1.2', entries: [] } });
    const odd = await file('odd.har', { log: { version: '1.2', entries: {} } });
    const nothing = (paths: string[], canariesFile: string, why: RegExp) =>
      assert.rejects(
        scan(paths, { canaries: canariesFile }),
        (error) => error instanceof Fault && why.test(error.message),
      );
    await nothing([har], none, /nothing was searched: .*none\.json contains no canaries/);
    await nothing([empty], canaries, /nothing was searched: .*empty\.har: log\.entries is empty/);
    await nothing(
      [empty, odd],
      canaries,
      /nothing was searched: .*empty\.har, .*odd\.har: log\.entries is empty/,
    );
  });

  it('numbers exchanges across files', async () => {
    const { stdout } = await captureStdout(() => scan([har, har], { canaries, json: true }));
    const report = JSON.parse(stdout);
    assert.deepEqual(
      report.findings.map((finding: { exchange: number }) => finding.exchange),
      [11, 23],
    );
  });

  const outcomes: [what: string, body: Buffer, exitCode: number][] = [
    ['nothing', Buffer.from('nothing here'), 0],
    ['random bytes', randomBytes(300), 2],
    ['a picture', Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(99)]), 0],
  ];
  for (const [what, body, exitCode] of outcomes)
    it(`ends with ${exitCode} for ${what}`, async () => {
      const path = await file('x.har', harOf(body));
      assert.equal((await captureStdout(() => scan([path], { canaries }))).result, exitCode);
    });

  it('prints no control sequence of the traffic to the terminal', async () => {
    const path = await file(
      'x.har',
      harOf(
        Buffer.from(
          '\u001b[2J https://k3x9m2q7w4tz.example/p8v1n5r6y0ab/garden?q=h7j2d9f4g6sl \u001b]0;x\u0007',
        ),
      ),
    );
    const { stdout } = await captureStdout(() => scan([path], { canaries }));
    assert.doesNotMatch(stdout, /\u0007|2J.*\u001b\[2J/);
    assert.match(stdout, /·\[2J/);
  });

  it('searches host names of connections without an exchange', async () => {
    const requestedName = 'x-p8v1n5r6y0ab.collector.test';
    const tunnel = { request: { method: 'CONNECT', url: `${requestedName}:443` } };
    const path = await file('x.har', {
      log: { version: '1.2', entries: [tunnel], _tlsErrors: [{ hostname: `y.${requestedName}` }] },
    });
    const { result, stdout } = await captureStdout(() => scan([path], { canaries, json: true }));
    const sni = JSON.parse(stdout).findings.filter((finding: { part: string }) => finding.part === 'sni');
    assert.equal(result, 1);
    assert.deepEqual(
      sni.map(({ exchange, host, chain }: Finding) => [exchange, host, chain]),
      [
        [0, requestedName, ['label[0]']],
        [1, `y.${requestedName}`, ['label[1]']],
      ],
    );
    const text = await captureStdout(() => scan([path], { canaries }));
    assert.match(text.stdout, /a host name for which no exchange was recorded/);
  });

  it('does not report a tunnel to the own site', async () => {
    const tunnel = {
      request: { method: 'CONNECT', url: 'k3x9m2q7w4tz.example:443' },
      response: { status: 200 },
    };
    const path = await file('x.har', { log: { version: '1.2', entries: [tunnel] } });
    assert.equal((await captureStdout(() => scan([path], { canaries }))).result, 0);
  });

  const VISITED = 'k3x9m2q7w4tz.example';
  const PATH = '/p8v1n5r6y0ab/garden?q=h7j2d9f4g6sl';
  const received: [what: string, entries: object[], exitCode: number, text: RegExp][] = [
    [
      'a visit that only the Host header names',
      [
        {
          request: {
            method: 'GET',
            url: `https://203.0.113.9${PATH}`,
            headers: [{ name: 'Host', value: VISITED }],
          },
        },
      ],
      0,
      /^browsing k3x9m2q7w4tz\.example by host header, at 203\.0\.113\.9, exchange 0: visit-1 /m,
    ],
    [
      'an upload to a recipient that only the Host header names',
      [
        {
          request: {
            method: 'POST',
            url: 'https://203.0.113.9/c',
            headers: [{ name: 'Host', value: 'up.collector.test' }],
            postData: { mimeType: '', text: `https://${VISITED}${PATH}` },
          },
        },
      ],
      1,
      /to up\.collector\.test by host header, at 203\.0\.113\.9, exchange 0, request\.body/,
    ],
    [
      'a redirect to another host of the site',
      [{ request: { method: 'GET', url: `https://m.${VISITED}${PATH}` } }],
      0,
      /^browsing m\.k3x9m2q7w4tz\.example, exchange 0: visit-1 \(another host of the same site\)$/m,
    ],
    [
      'a request in a tunnel to another host',
      [
        { connection: '9', request: { method: 'CONNECT', url: 'front.collector.test:443' } },
        { connection: '9', request: { method: 'GET', url: `https://${VISITED}${PATH}` } },
      ],
      1,
      /to front\.collector\.test, exchange 1, request\.url/,
    ],
  ];
  for (const [what, entries, exitCode, text] of received)
    it(`reports the recipient of ${what}`, async () => {
      const answered = entries.map((entry) => ({ ...entry, response: { status: 200 } }));
      const path = await file('x.har', { log: { version: '1.2', entries: answered } });
      const { result, stdout } = await captureStdout(() => scan([path], { canaries }));
      assert.match(stdout, text);
      assert.equal(result, exitCode);
    });

  it("searches host names in a case's visibility.json", async () => {
    const folder = join(dir, 'case');
    await mkdir(folder);
    await writeFile(join(folder, 'traffic.har'), JSON.stringify({ log: { version: '1.2', entries: [] } }));
    const at = '2026-01-01T00:00:00.000Z';
    const event = {
      kind: 'server-name',
      at,
      name: 'x-p8v1n5r6y0ab.collector.test',
      by: 'sni',
      attribution: 'uid',
    };
    const visibility = {
      ...JSON.parse(await readFile(join(GOLDEN, 'visibility.json'), 'utf8')),
      events: [event],
    };
    await writeFile(join(folder, 'visibility.json'), JSON.stringify(visibility));
    for (const path of [folder, join(folder, 'traffic.har')])
      assert.equal((await captureStdout(() => scan([path], { canaries }))).result, 1);
  });

  it('prints missing bodies of one recipient in one line', async () => {
    const entry = { request: { method: 'POST', url: 'https://x.test/', bodySize: 70 } };
    const path = await file('x.har', {
      log: { version: '1.2', entries: Array.from({ length: 9 }, () => entry) },
    });
    const { result, stdout } = await captureStdout(() => scan([path], { canaries }));
    assert.equal(result, 2);
    assert.match(
      stdout,
      /^opaque x\.test, exchanges 0, 1, 2, 3, 4 and 4 more, request\.body: 630 bytes, unknown: the HAR does not contain the content$/m,
    );
  });

  it('limits the findings of one canary, and names the file of each', async () => {
    const { entries } = harOf(Buffer.from('p8v1n5r6y0ab')).log;
    const many = Array.from({ length: 31 }, () => entries[0]);
    const path = await file('many.har', { log: { version: '1.2', entries: many } });
    const { stdout } = await captureStdout(() => scan([har, path], { canaries }));
    assert.match(stdout, /exchange 12 \(many\.har, 0\)/);
    assert.match(stdout, /and 12 findings more; --json lists all of them/);
  });

  it('shows text that was joined from exchanges of several files', async () => {
    const one = await file('piece-1.json', harOf(Buffer.from(JSON.stringify({ n: 'first', d: 'k3x9m2' }))));
    const two = await file(
      'piece-2.json',
      harOf(Buffer.from(JSON.stringify({ n: 'second', d: 'q7w4tz.example' }))),
    );
    const { result, stdout } = await captureStdout(() => scan([one, two], { canaries }));
    assert.equal(result, 1);
    assert.match(stdout, /encoded as joined:#0 request\.body > json:\$\.d \+ #1 request\.body > json:\$\.d/);
    assert.match(stdout, /^\s+k3x9m2q7w4tz\.example$/m);
  });

  it('prints colours only to a terminal, and not with NO_COLOR', async () => {
    const isColoured = async (env: Record<string, string>, isTTY: boolean) => {
      const kept = { env: { ...process.env }, isTTY: process.stdout.isTTY, write: process.stdout.write };
      let text = '';
      Object.assign(process.env, { TERM: 'xterm', NO_COLOR: '' }, env);
      process.stdout.isTTY = isTTY;
      process.stdout.write = (chunk: string | Uint8Array) => {
        text += String(chunk);

        return true;
      };
      try {
        await scan([har], { canaries });
      } finally {
        process.env = kept.env;
        Object.assign(process.stdout, { isTTY: kept.isTTY, write: kept.write });
      }

      return text.includes('\u001b[');
    };
    assert.deepEqual(
      [
        await isColoured({}, true),
        await isColoured({ NO_COLOR: '1' }, true),
        await isColoured({ CI: '1', FORCE_COLOR: '1' }, false),
      ],
      [true, false, false],
    );
  });

  const broken: [what: string, content: unknown, complaint: RegExp][] = [
    ['an empty value', [{ id: 'a', kind: 'url', value: '' }], /\[0\]\.value/],
    ['an unknown kind', [{ id: 'a', kind: 'uri', value: 'https://x' }], /\[0\]\.kind/],
    ['an object, not a list', { id: 'a' }, /the file: must be a list, and is an object$/],
    [
      'two canaries with the same id',
      [
        { id: 'a', kind: 'text', value: 'k3x9m2q7w4tz' },
        { id: 'a', kind: 'text', value: 'p8v1n5r6y0ab' },
      ],
      /two canaries have the id "a"/,
    ],
    ['text that is not JSON', '[', /is not JSON/],
  ];
  for (const [what, content, complaint] of broken)
    it(`refuses canaries with an error: ${what}`, async () => {
      const path = await file('canaries.json', content);
      await assert.rejects(
        scan([har], { canaries: path }),
        (error) => error instanceof Fault && complaint.test(error.message),
      );
    });

  it('refuses a missing file by name', () =>
    assert.rejects(
      scan(['/nowhere/x.har'], { canaries }),
      (error) => error instanceof Fault && /\/nowhere\/x\.har/.test(error.message),
    ));
});
