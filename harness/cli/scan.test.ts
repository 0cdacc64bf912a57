import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../model/fault.ts';
import { captured } from './testing/captured.ts';
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
        },
      ],
    },
  });

  it('tells a person which canary went where, how it was dressed, and the text around it', async () => {
    const { result, stdout } = await captured(() => scan([har], { canaries }));
    assert.equal(result, 1);
    assert.match(stdout, /^visit-1 \(url\) https:\/\/k3x9m2q7w4tz\.example/);
    assert.match(stdout, /to sa\.api\.intl\.miui\.com, exchange 3, request\.body/);
    assert.match(
      stdout,
      /dressed as form:data_list > base64 > gzip > json:\$\[0\]\.properties\.url; whole match, certain/,
    );
    assert.match(stdout, /https:\/\/k3x9m2q7w4tz\.example\/p8v1n5r6y0ab\/garden/);
    assert.match(stdout, /1 finding in 4 exchanges/);
  });

  it('counts exchanges on across files', async () => {
    const { stdout } = await captured(() => scan([har, har], { canaries, json: true }));
    const report = JSON.parse(stdout);
    assert.deepEqual(
      report.findings.map((finding: { exchange: number }) => finding.exchange),
      [3, 7],
    );
  });

  const outcomes: [what: string, body: Buffer, exitCode: number][] = [
    ['nothing', Buffer.from('nothing here'), 0],
    ['random bytes', randomBytes(300), 2],
    ['a picture', Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(99)]), 0],
  ];
  for (const [what, body, exitCode] of outcomes)
    it(`gives ${exitCode} for ${what}`, async () => {
      const path = await file('x.har', harOf(body));
      assert.equal((await captured(() => scan([path], { canaries }))).result, exitCode);
    });

  it('lets no control sequence through to the terminal', async () => {
    const path = await file(
      'x.har',
      harOf(
        Buffer.from(
          '\u001b[2J https://k3x9m2q7w4tz.example/p8v1n5r6y0ab/garden?q=h7j2d9f4g6sl \u001b]0;x\u0007',
        ),
      ),
    );
    const { stdout } = await captured(() => scan([path], { canaries }));
    assert.doesNotMatch(stdout, /\u0007|2J.*\u001b\[2J/);
    assert.match(stdout, /·\[2J/);
  });

  const broken: [what: string, content: unknown, complaint: RegExp][] = [
    ['an empty value', [{ id: 'a', kind: 'url', value: '' }], /\[0\]\.value/],
    ['an unknown kind', [{ id: 'a', kind: 'uri', value: 'https://x' }], /\[0\]\.kind/],
    ['no list', { id: 'a' }, /the whole/],
    ['no JSON', '[', /is not JSON/],
  ];
  for (const [what, content, complaint] of broken)
    it(`says what is wrong with canaries: ${what}`, async () => {
      const path = await file('canaries.json', content);
      await assert.rejects(
        scan([har], { canaries: path }),
        (error) => error instanceof Fault && complaint.test(error.message),
      );
    });

  it('says which file is not there', () =>
    assert.rejects(
      scan(['/nowhere/x.har'], { canaries }),
      (error) => error instanceof Fault && /\/nowhere\/x\.har/.test(error.message),
    ));
});
