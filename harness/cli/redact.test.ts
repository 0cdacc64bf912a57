import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { readCase, readPlan, readRun, writePlan, writeRun } from '../evidence/folders.ts';
import { writeJson } from '../evidence/json-file.ts';
import { sealRun } from '../evidence/seal.ts';
import { refuseTampering } from '../evidence/tampering.ts';
import { readRunDigest } from '../evidence/run-digest.ts';
import type { CaseEvidence, JudgedExchange } from '../model/evidence.ts';
import type { HarLog } from '../model/har.ts';
import { redactionSchema } from '../model/redaction.ts';
import { at, exchange, upload, VISIT } from '../verdict/testing/evidence.ts';
import { withDigests } from '../runner/record/run-evidence.ts';
import { redactRun } from './redact.ts';
import { captureStdout } from './testing/capture-stdout.ts';
import { writeCurrentRun, type WrittenRun } from '../runner/testing/run-folder.ts';
import { verify } from './verify.ts';

const OWN = {
  serial: 'R58M30ABCDE',
  android_id: '4dfe58fb3832534e',
  advertising_id: '38400000-8cf0-11bd-b23e-10b96e40000d',
  mac: '64:CC:2E:1A:9B:07',
  imei: '354210098765432',
  account: 'jane.tester1987@example.org',
};
const MACHINE = {
  user: 'janetester',
  home: '/home/janetester',
  host: 'jane-laptop',
  project: '/home/janetester/src/leakgate',
  run: '/home/janetester/src/leakgate/reports/x',
};
const INSTALL = '8fc6b0fd-f26b-4f8f-97a5-066e0bcb7429';
const secrets = [...Object.values(OWN), ...Object.values(MACHINE), INSTALL];
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** An upload with each of the tester's values in another encoding. */
function uploadWithOwnValues(url: string): JudgedExchange {
  const events = [
    {
      distinct_id: INSTALL,
      properties: {
        url,
        $device_id: OWN.android_id,
        oaid: OWN.advertising_id.toUpperCase(),
        imei_md5: md5(OWN.imei),
        m: Buffer.from(OWN.mac.replaceAll(':', '')).toString('base64'),
        extra: JSON.stringify({ account: OWN.account, sn: Buffer.from(OWN.serial).toString('hex') }),
      },
    },
  ];
  const list = gzipSync(JSON.stringify(events).replaceAll('/', '\\/')).toString('base64');

  return upload(url, {
    body: Buffer.from(new URLSearchParams({ gzip: '1', data_list: list }).toString()),
    headers: [
      ['x-device', OWN.imei],
      ['cookie', `a=1; id=${md5(OWN.android_id.toUpperCase())}`],
    ],
    url: `https://sa.api.intl.miui.com/sa?project=mini&imei=${OWN.imei}&who=${encodeURIComponent(OWN.account)}`,
  });
}

/** Evidence of a handset with the tester's values, in which a leaking release uploads them. */
function withOwnValues(evidence: CaseEvidence): CaseEvidence {
  const leak = Buffer.from(upload(VISIT).body);
  const leaks = evidence.exchanges.some(({ body }) => leak.equals(body));
  const exchanges = evidence.exchanges.map((each, index) =>
    index === 3 ? uploadWithOwnValues(VISIT) : index === 2 ? uploadWithOwnValues('about:blank') : each,
  );

  return {
    ...evidence,
    facts: { ...evidence.facts, handset: { ...evidence.facts.handset, serial: OWN.serial } },
    exchanges: leaks ? exchanges : evidence.exchanges,
    timeline: {
      ...evidence.timeline,
      steps: [
        {
          kind: 'step',
          at: at(0),
          name: 'push a file',
          detail: `${MACHINE.project}/ca.pem to ${OWN.serial}`,
        },
        {
          kind: 'step',
          at: at(0),
          name: 'keep a file',
          detail: `${MACHINE.user}@${MACHINE.host}:${MACHINE.run}/x`,
        },
        ...evidence.timeline.steps,
      ],
    },
    identity: {
      ...evidence.identity,
      values: Object.entries(OWN).map(([name, value]) => ({ name, value, source: 'the test' })),
    },
  };
}

describe('leakgate report --redact', () => {
  let folder: WrittenRun;
  let out: string;
  beforeEach(async () => {
    folder = await writeCurrentRun(withOwnValues);
    out = join(await mkdtemp(join(tmpdir(), 'leakgate-bundle-')), 'bundle');
  });
  afterEach(async () => {
    await rm(folder.dir, { recursive: true });
    await rm(join(out, '..'), { recursive: true });
  });
  const redact = (withScreens = false) => redactRun(folder.dir, { out, withScreens, machine: MACHINE });

  it('makes a bundle that verify accepts and calls a redacted bundle', async () => {
    const redaction = await redact();
    assert.deepEqual(redaction.lost, []);
    assert.deepEqual(redaction.parts, []);
    const { result, stdout } = await captureStdout(() => verify(out, {}));
    assert.equal(result, 0, stdout);
    assert.match(stdout, /a redacted bundle of the run/);
    assert.ok(stdout.includes(await readRunDigest(folder.dir)));
    const [was, is] = [await readRun(folder.dir), await readRun(out)];
    for (const [index, row] of was.cases.entries()) {
      const before = await readCase(join(folder.dir, row.evidence));
      const after = await readCase(join(out, is.cases[index]!.evidence));
      assert.deepEqual(after.record.findings, before.record.findings);
      assert.deepEqual(after.record.verdict, before.record.verdict);
      const levels = ({ record }: typeof before) =>
        record.traces.map(({ name, withFindings }) => [name, withFindings]);
      assert.deepEqual(levels(after), levels(before));
    }
    assert.deepEqual(
      is.cases.map(({ verdict, findings }) => [verdict, findings > 0]),
      [
        ['clean', false],
        ['leaks', true],
      ],
    );
  });

  it('tells its readers what it is, what was replaced, and how to verify it', async () => {
    const { replaced } = await redact();
    const readme = await readFile(join(out, 'README.md'), 'utf8');
    assert.ok(replaced.length > 0);
    for (const { name, times } of replaced) assert.ok(readme.includes(`* \`${name}\`: ${times} time`), name);
    assert.ok(readme.includes(`npx leakgate verify BUNDLE --digest sha256:${await readRunDigest(out)}`));
    assert.ok(readme.includes(`sha256:${await readRunDigest(folder.dir)}`));
    const page = await readFile(join(out, 'index.html'), 'utf8');
    assert.match(page, /Redacted bundle/);
    assert.ok(page.includes(`Replaced: ${replaced[0]?.name ?? '-'}`));
  });

  it('lists replaced and withheld values by name only', async () => {
    await redact();
    const text = await readFile(join(out, 'redaction.json'), 'utf8');
    const redaction = redactionSchema.parse(JSON.parse(text));
    for (const name of Object.keys(OWN))
      assert.ok(
        redaction.replaced.some((each) => each.name === name),
        `${name}: ${text}`,
      );
    assert.ok(redaction.files.some(({ file }) => file.endsWith('screens/visit-1.png')));
    for (const secret of secrets) assert.ok(!text.includes(secret));
  });

  it('leaves no value of the tester in any file: plain, in base64 at three offsets, in hex, escaped or compressed', async () => {
    await redact(true);
    const files = (await readdir(out, { recursive: true, withFileTypes: true })).filter((each) =>
      each.isFile(),
    );
    assert.ok(files.some(({ name }) => name === 'visit-1.png'));
    assert.ok(files.some(({ name }) => name === 'failed.xml'));
    for (const file of files) {
      const path = join(file.parentPath, file.name);
      for (const bytes of await decodedContents(path))
        for (const secret of secrets)
          for (const [encoding, needle] of encodingsOf(secret))
            assert.ok(!bytes.includes(needle), `${encoding} of ${secret} in ${relative(out, path)}`);
    }
  });

  it('is checked by a search that finds every value in the original run', async () => {
    const all = Buffer.concat(
      (
        await Promise.all(
          (
            await readdir(folder.dir, { recursive: true, withFileTypes: true })
          )
            .filter((each) => each.isFile())
            .map((file) => decodedContents(join(file.parentPath, file.name))),
        )
      ).flat(),
    );
    for (const secret of secrets)
      assert.ok(
        encodingsOf(secret).some(([, needle]) => all.includes(needle)),
        secret,
      );
  });

  it('withholds a part in which a value cannot be replaced, and lists it', async () => {
    await rm(folder.dir, { recursive: true });
    const unread = exchange({
      index: 4,
      url: 'https://c.example/x',
      // The detector decodes base32, but the rewriter does not.
      body: Buffer.from(base32(`hello ${OWN.account} and ${OWN.android_id}`)),
    });
    folder = await writeCurrentRun((evidence) => ({
      ...withOwnValues(evidence),
      exchanges: [...withOwnValues(evidence).exchanges, unread],
    }));
    const { parts } = await redact();
    const last = parts.at(-1);
    assert.deepEqual(
      [last?.part, last?.bytes, last?.sha256],
      ['request.body', unread.body.length, createHash('sha256').update(unread.body).digest('hex')],
    );
    const { result, stdout } = await captureStdout(() => verify(out, {}));
    assert.equal(result, 0, stdout);
  });

  it('judges the gate again, as a withheld part may change a verdict', async () => {
    await rm(folder.dir, { recursive: true });
    // The canary is only in a part in which a value cannot be replaced.
    folder = await writeCurrentRun((evidence) => ({
      ...withOwnValues(evidence),
      exchanges: evidence.exchanges.map((each, index) =>
        index === evidence.exchanges.length - 1 && each.host.startsWith('sa.api')
          ? { ...each, body: Buffer.from(base32(`${VISIT} ${OWN.account} and ${OWN.android_id}`)) }
          : each,
      ),
    }));
    const { lost } = await redact();
    assert.ok(lost.length > 0 && lost.every(({ verdict: { was, is } }) => was === 'leaks' && is !== was));
    const { result, stdout } = await captureStdout(() => verify(out, {}));
    assert.equal(result, 0, stdout);
    assert.notDeepEqual((await readRun(out)).gate, (await readRun(folder.dir)).gate);
  });

  it('replaces paths of the machine that made the run, even on another machine', async () => {
    const plan = await readPlan(folder.dir);
    const spec = '/home/somebodyelse/work/leakgate/specs/visit-typed.spec.ts';
    await writePlan(folder.dir, { ...plan, specs: { 'visit-typed': spec } });
    const run = await readRun(folder.dir);
    await writeRun(folder.dir, await withDigests(folder.dir, run));
    await sealRun(folder.dir);
    const { replaced } = await redact();
    assert.ok(replaced.some(({ name }) => name === 'project folder'));
    assert.doesNotMatch(await readFile(join(out, 'plan.json'), 'utf8'), /somebodyelse/);
  });

  it('replaces a short user name and host name where they are words, and changes nothing else', async () => {
    await rm(folder.dir, { recursive: true });
    const machine = { ...MACHINE, user: 'anna', host: 'box' };
    const step = { kind: 'step' as const, at: at(0), name: 'keep a file' };
    folder = await writeCurrentRun((evidence) => {
      const given = withOwnValues(evidence);
      const detail = '/mnt/anna/x of anna@box: savannah, boxes';

      return {
        ...given,
        timeline: { ...given.timeline, steps: [{ ...step, detail }, ...given.timeline.steps] },
      };
    });
    const { replaced, lost } = await redactRun(folder.dir, { out, withScreens: true, machine });
    assert.deepEqual(lost, []);
    const timesOf = (name: string) => replaced.find((each) => each.name === name)?.times;
    assert.deepEqual([timesOf('user name'), timesOf('host name')], [4, 2]);
    for (const { evidence } of (await readRun(out)).cases) {
      const timeline = await readFile(join(out, evidence, 'timeline.json'), 'utf8');
      assert.match(timeline, /\/mnt\/[a-z]{4}\/x of [a-z]{4}@[a-z]{3}: savannah, boxes/);
      assert.doesNotMatch(timeline, /\b(?:anna|box)\b/);
    }
    const { result, stdout } = await captureStdout(() => verify(out, {}));
    assert.equal(result, 0, stdout);
  });

  it('refuses to make a bundle in which a short name remains in an encoding that cannot be replaced', async () => {
    await rm(folder.dir, { recursive: true });
    const body = Buffer.from(base32(`${VISIT} of a file in /mnt/anna/x`));
    folder = await writeCurrentRun((evidence) => ({
      ...evidence,
      exchanges: [...evidence.exchanges, exchange({ index: 99, url: 'https://c.example/x', body })],
    }));
    const machine = { ...MACHINE, user: 'anna' };
    await assert.rejects(
      redactRun(folder.dir, { out, withScreens: false, machine }),
      /no bundle was made, as user name is left in cases\/.*\/decoded\/exchange-\d+-request\.body\.txt/,
    );
    assert.deepEqual(await readdir(join(out, '..')), []);
  });

  it('refuses to make a bundle that reports an identifier that the run does not have, whatever the key', async () => {
    const run = await readRun(folder.dir);
    for (const dir of folder.caseDirs) {
      const { record } = await readCase(dir);
      await writeJson(join(dir, 'case.json'), { ...record, traces: [] });
    }
    await writeRun(folder.dir, await withDigests(folder.dir, run));
    await sealRun(folder.dir);
    await assert.rejects(
      redact(),
      /no bundle was made, as a pseudonym decodes to an identifier that the run does not have; 5 keys were tried/,
    );
    assert.deepEqual(await readdir(join(out, '..')), []);
  });

  it('refuses a run that has not ended', async () => {
    const run = await readRun(folder.dir);
    await writeRun(folder.dir, { ...run, finishedAt: null, gate: null });
    await assert.rejects(redact(), /has not ended/);
  });

  it("refuses a folder inside the run's folder, and one that cannot be created", async () => {
    const redactInto = (where: string) => redactRun(folder.dir, { out: where, withScreens: false });
    await assert.rejects(redactInto(join(folder.dir, 'bundle')), /is inside the run's folder/);
    await assert.rejects(
      redactInto(join(import.meta.filename, 'x')),
      /cannot create the folder .*redact\.test\.ts/,
    );
    await assert.rejects(redactInto('/proc/none/x'), /cannot create the folder \/proc\/none/);
    assert.deepEqual(await refuseTampering(folder.dir, await readRun(folder.dir)), []);
  });

  it('refuses a run that was changed', async () => {
    await writeFile(join(folder.dir, 'plan.json'), '{}');
    await assert.rejects(redact(), /plan\.json was changed/);
    assert.equal(await readdir(join(out, '..')).then((names) => names.length), 0);
  });
}).timeout(120_000);

/** RFC 4648, section 6. */
function base32(text: string): string {
  const bits = [...Buffer.from(text)].map((byte) => byte.toString(2).padStart(8, '0')).join('');

  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('');
}

function encodingsOf(secret: string): [string, Buffer][] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((offset): [string, Buffer] => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');

    return [`base64, ${offset} off`, Buffer.from(text.slice(offset === 0 ? 0 : offset + 1, -1))];
  });

  return [
    ['plain', bytes],
    ['upper case', Buffer.from(secret.toUpperCase())],
    ['lower case', Buffer.from(secret.toLowerCase())],
    ['bare', Buffer.from(secret.replaceAll(/[:-]/g, '').toLowerCase())],
    ['hex', Buffer.from(bytes.toString('hex'))],
    ['percent signs', Buffer.from(encodeURIComponent(secret))],
    ['md5', Buffer.from(md5(secret))],
    ...base64,
  ];
}

/** A file's bytes, and for a HAR the bodies with base64 and compression decoded up to four times. */
async function decodedContents(file: string): Promise<Buffer[]> {
  const bytes = await readFile(file);
  if (!file.endsWith('.har')) return [bytes];
  const { log } = JSON.parse(bytes.toString('utf8')) as HarLog;
  const bodies = log.entries.map(({ request }) => Buffer.from(request.postData?.text ?? '', 'base64'));

  return [bytes, ...bodies.flatMap((body) => decodeAll(body, 4))];
}

function decodeAll(bytes: Buffer, depth: number): Buffer[] {
  if (depth === 0 || bytes.length === 0) return [bytes];
  const unpacked = [gunzipSync, inflateSync, brotliDecompressSync].flatMap((decompress) => {
    try {
      return [decompress(bytes)];
    } catch {
      return []; // Not compressed in this format.
    }
  });
  const text = decodeURIComponent(
    bytes
      .toString('latin1')
      .replaceAll(/%(?![0-9A-Fa-f]{2})/g, '%25')
      .replaceAll('+', ' ')
      .replaceAll(/%[89a-f][0-9a-f]/gi, ''),
  );
  const words = (bytes.toString('latin1') + text).match(/[A-Za-z0-9+/_-]{8,}/g) ?? [];
  const decoded = words.map((word) => Buffer.from(word, 'base64'));

  return [
    bytes,
    Buffer.from(text),
    ...unpacked.flatMap((each) => decodeAll(each, depth - 1)),
    ...decoded.flatMap((each) => decodeAll(each, depth - 1)),
  ];
}
