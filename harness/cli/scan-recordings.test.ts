import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { createRandom, entryWith, LOSSES, pick, PLACES } from '../evidence/testing/odd-entries.ts';
import { Fault } from '../model/fault.ts';
import { type ScanReport, scanReportSchema } from '../model/scan.ts';
import { scan } from './scan.ts';
import { captureStdout } from './testing/capture-stdout.ts';

const SECRET = 'k3x9m2q7w4tzp8v1n5r6y0ab';
/** A canary that no entry contains, unless a test puts it there. */
const CANARY = { id: 'seen', kind: 'text', value: SECRET };

describe('leakgate scan of recordings of other programs', () => {
  let dir: string;
  let canaries: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'leakgate-recordings-'));
    canaries = await file('canaries.json', JSON.stringify([CANARY]));
  });
  after(() => rm(dir, { recursive: true }));

  async function file(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(dir, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);

    return path;
  }
  const harOf = (entries: readonly unknown[]) => JSON.stringify({ log: { version: '1.2', entries } });

  /** The exit code, and what was written to stdout and stderr. */
  async function printed(json: boolean, ...paths: string[]) {
    const write = process.stderr.write;
    let stderr = '';
    process.stderr.write = (chunk: string | Uint8Array) => {
      stderr += String(chunk);

      return true;
    };
    try {
      const { result, stdout } = await captureStdout(() => scan(paths, { canaries, json }));

      return { code: result, stdout, stderr };
    } finally {
      process.stderr.write = write;
    }
  }

  async function scanned(...paths: string[]): Promise<{ code: number; report: ScanReport; stderr: string }> {
    const { code, stdout, stderr } = await printed(true, ...paths);

    return { code, report: scanReportSchema.parse(JSON.parse(stdout)), stderr };
  }
  const clean = () => PLACES.map((place) => entryWith(place, 'nothing'));

  it('ends with 0 if everything was read and nothing was found, and with 1 for a canary in each place', async () => {
    const none = await scanned(await file('clean.har', harOf(clean())));
    assert.deepEqual([none.code, none.stderr], [0, '']);
    for (const place of PLACES) {
      const { code, report } = await scanned(
        await file('x.har', harOf([...clean(), entryWith(place, SECRET)])),
      );
      assert.equal(code, 1, place);
      assert.ok(report.findings.every(({ exchange }) => exchange === PLACES.length));
    }
  });

  it('never ends with 0 if something is missing or cannot be read', async () => {
    for (let seed = 1; seed <= 25; seed++) {
      const random = createRandom(seed);
      const place = pick(random, PLACES);
      const oddity = pick(random, LOSSES[place]);
      const entries: unknown[] = clean();
      entries.splice(random.next(entries.length), 0, oddity.change(entryWith(place, SECRET), random));
      const { code, report } = await scanned(await file('x.har', harOf(entries)));
      assert.equal(code, 2, `${oddity.name}, seed ${seed}`);
      assert.deepEqual(report.findings, []);
      const { code: found } = await scanned(
        await file('x.har', harOf([...entries, entryWith('url', SECRET)])),
      );
      assert.equal(found, 1, `${oddity.name}, seed ${seed}`);
    }
  });

  it('names unreadable entries with their index, on stderr and in the report', async () => {
    const path = await file('x.har', harOf([entryWith('url', 'a'), null, entryWith('url', 'a'), 7]));
    const { code, report, stderr } = await scanned(path);
    assert.equal(code, 2);
    assert.deepEqual(report.unreadable, [
      { exchange: 1, why: 'log.entries[1]: null, not an entry' },
      { exchange: 3, why: 'log.entries[3]: a number, not an entry' },
    ]);
    assert.deepEqual([report.stats.exchanges, report.stats.unreadable], [2, 2]);
    assert.match(stderr, /cannot read .*x\.har: log\.entries\[1\]: null, not an entry\n/);
  });

  it('counts what was not sent, by reason, and finds nothing in it', async () => {
    const local = { ...entryWith('url', SECRET) };
    const entries = [
      ...[
        'data:,',
        'blob:https://x.test/',
        'about:blank#',
        'chrome-extension://a/',
        'moz-extension://a/',
      ].map((start) => ({ ...local, request: { ...local.request, url: `${start}${SECRET}` } })),
      {
        ...local,
        serverIPAddress: '',
        connection: undefined,
        response: { status: 0, _error: 'net::ERR_BLOCKED_BY_CLIENT' },
      },
    ];
    const path = await file('x.har', harOf(entries));
    const { code, report } = await scanned(path);
    assert.deepEqual([code, report.findings, report.stats.exchanges, report.stats.notSent], [0, [], 0, 6]);
    assert.deepEqual(report.notSent?.[5], {
      exchange: 5,
      why: 'blocked before it was sent (ERR_BLOCKED_BY_CLIENT)',
    });
    const text = await printed(false, path);
    assert.match(text.stdout, /not sent and not searched: 1 exchange: URLs of moz-extension: are not sent/);
  });

  it('searches a name that was not resolved, and nothing else of its request', async () => {
    const failed = (url: string) => {
      const { serverIPAddress: _, connection: __, ...entry } = entryWith('url', '');

      return {
        ...entry,
        request: { ...entry.request, url },
        response: { status: 0, _error: 'net::ERR_NAME_NOT_RESOLVED' },
      };
    };
    const inName = await scanned(await file('x.har', harOf([failed(`https://${SECRET}.collector.test/`)])));
    assert.equal(inName.code, 1);
    assert.deepEqual(
      inName.report.findings.map(({ exchange, part }) => [exchange, part]),
      [[0, 'dns']],
    );
    const inPath = await scanned(await file('x.har', harOf([failed(`https://collector.test/${SECRET}`)])));
    assert.deepEqual([inPath.code, inPath.report.findings], [2, []]);
  });

  it('may have missed something if a request has no answer', async () => {
    const entry = { ...entryWith('url', 'a'), response: { status: 0, _error: 'net::ERR_CONNECTION_RESET' } };
    assert.equal((await scanned(await file('x.har', harOf([entry])))).code, 2);
    const found = {
      ...entryWith('url', SECRET),
      response: { status: 0, _error: 'net::ERR_CONNECTION_RESET' },
    };
    assert.equal((await scanned(await file('x.har', harOf([found])))).code, 1);
  });

  it('reports a tunnel of which it has no request', async () => {
    const tunnel = (host: string, status = 200) => ({
      request: { method: 'CONNECT', url: `${host}:443`, headers: [], bodySize: 0 },
      response: { status },
    });
    const recordings: [entries: object[], code: number][] = [
      [[tunnel('other.test')], 2],
      [[tunnel('other.test', 502)], 0],
      [[tunnel('t.collector.test'), entryWith('url', 'a')], 0],
      [[tunnel('other.test'), entryWith('url', 'a')], 2],
    ];
    for (const [entries, code] of recordings)
      assert.equal(
        (await scanned(await file('tunnel.har', harOf(entries)))).code,
        code,
        JSON.stringify(entries),
      );
  });

  it('reports what it found before a file breaks off; without a finding, the exit code is 3', async () => {
    const cut = (entries: readonly unknown[]) => harOf(entries).slice(0, -30);
    const broken = await file('cut.har', cut([entryWith('url', SECRET), entryWith('url', 'a')]));
    const found = await scanned(broken);
    assert.equal(found.code, 1);
    assert.equal(found.report.findings.length, 1);
    assert.match(found.report.incomplete?.[0]?.why ?? '', /cut\.har is not JSON: the file ends before/);
    assert.match(found.stderr, /cut\.har is not JSON: .*; searched until there: 1 entry\n$/);
    const path = await file('cut.har', cut([entryWith('url', 'a'), entryWith('url', 'a')]));
    assert.equal((await scanned(path)).code, 3);
    const text = await printed(false, path);
    assert.doesNotMatch(text.stdout, /^nothing found/m);
    assert.match(text.stdout, /not read to the end: cut\.har/);
  });

  it('goes on with the next file after one that is broken, and lets a finding decide', async () => {
    const bad = await file('bad.har', '{"log":');
    const good = await file('good.har', harOf([entryWith('url', SECRET)]));
    const none = await file('none.har', harOf(clean()));
    assert.equal((await scanned(bad, good)).code, 1);
    const { code, report } = await scanned(none, bad);
    assert.equal(code, 3);
    assert.deepEqual(
      report.incomplete?.map(({ file: name }) => name),
      [bad],
    );
  });

  it('reads all HARs in a folder and the folders in it, compressed or not, in the order of their names', async () => {
    await file('folder/a.har', harOf(clean()));
    await file('folder/deep/er/b.har.gz', gzipSync(harOf([entryWith('url', SECRET)])));
    await file('folder/c.HAR', harOf([entryWith('cookie', SECRET)]));
    await file('folder/notes.json', '{');
    const { code, report } = await scanned(join(dir, 'folder'));
    assert.equal(code, 1);
    assert.deepEqual(
      [...new Set(report.findings.map(({ exchange }) => exchange))],
      [PLACES.length, PLACES.length + 1],
    );
    const fromHere = await scanned(relative(process.cwd(), join(dir, 'folder')));
    assert.deepEqual(fromHere.report.findings, report.findings);
  });

  it('reads a HAR in a folder whatever its name is, compressed or not', async () => {
    const text = harOf([entryWith('url', SECRET)]);
    const names = ['traffic.json', 'b.har.txt', 'b.har.gzip', 'b.har.1', 'b', 'deep/b.har.bak'];
    const encodings = [
      text,
      `\uFEFF\n ${text}`,
      gzipSync(text),
      deflateSync(text),
      Buffer.from(`\uFEFF${text}`, 'utf16le'),
      JSON.stringify(JSON.parse(text), null, 2),
      `{"comment":"${'x'.repeat(9000)}",${text.slice(1)}`,
    ];
    for (const [at, name] of names.entries())
      for (const [encoding, content] of encodings.entries()) {
        const folder = `named/${at}-${encoding}`;
        await file(`${folder}/a.har`, harOf(clean()));
        await file(`${folder}/${name}`, content);
        assert.equal((await scanned(join(dir, folder))).code, 1, `${name}, encoding ${encoding}`);
      }
  });

  it('names what may be a recording in a folder and is not read', async () => {
    const tar = Buffer.concat([Buffer.alloc(257), Buffer.from('ustar\0'), Buffer.alloc(300)]);
    const zip = Buffer.from('PK\u0003\u0004 and more');
    const unread: [name: string, content: Uint8Array][] = [
      ['b.har.zip', zip],
      ['trace', zip],
      ['b.har.zip.gz', gzipSync(zip)],
      ['b.tar', tar],
      ['b.tgz', gzipSync(tar)],
      ['b.json.gz', Buffer.concat([gzipSync('').subarray(0, 10), Buffer.alloc(40, 0xff)])],
      ['b.7z', Buffer.from('377abcaf271c0004', 'hex')],
      ['b.rar', Buffer.from('526172211a0701', 'hex')],
      ['b.har.xz', Buffer.from('fd377a585a0000', 'hex')],
      ['b.har.bz2', Buffer.from('BZh91AY')],
      ['b.pcap', Buffer.from('d4c3b2a102000400', 'hex')],
      ['b.pcapng', Buffer.from('0a0d0d0a1c000000', 'hex')],
    ];
    for (const [at, [name, content]] of unread.entries()) {
      await file(`unread/${at}/a.har`, harOf(clean()));
      const path = await file(`unread/${at}/deep/${name}`, content);
      const folder = join(dir, `unread/${at}`);
      const { code, report, stderr } = await scanned(folder);
      assert.deepEqual([code, report.unreadFiles?.map((each) => each.file)], [2, [path]], name);
      assert.match(stderr, new RegExp(`${name} was not searched: it is `));
      const text = await printed(false, folder);
      assert.match(text.stdout, /^not decided: /m);
      await file(`unread/${at}/b.har`, harOf([entryWith('url', SECRET)]));
      assert.equal((await scanned(folder)).code, 1, name);
    }
  });

  it('leaves out files that are no recordings, and the reports in the folder of a run', async () => {
    const others: [name: string, content: string | Uint8Array][] = [
      ['canaries.json', JSON.stringify([CANARY])],
      ['settings.json', '{"log":{"level":"debug"}}'],
      ['catalog.json', '{"version":1,"log":"none"}'],
      ['app.apk', Buffer.from('PK\u0003\u0004 and more')],
      ['notes.docx', Buffer.from('PK\u0003\u0004 and more')],
      ['server.log.gz', gzipSync('GET /\n')],
      ['x.txt', 'x^2 is a square, not zlib'],
      ['screen.png', Buffer.from('89504e470d0a1a0a', 'hex')],
      ['body.bin', Buffer.from([0x1f, 0x8b])],
      ['run/cases/1/visibility.json', '{}'],
      ['run/run.json', '{}'],
      ['run/report/data.zip', Buffer.from('PK\u0003\u0004 and more')],
      ['empty', ''],
    ];
    await file('others/a.har', harOf(clean()));
    for (const [name, content] of others) await file(`others/${name}`, content);
    await symlink(join(dir, 'others/run'), join(dir, 'others/latest'));
    await symlink(join(dir, 'nothing'), join(dir, 'others/broken'));
    const { code, stderr, report } = await scanned(join(dir, 'others'));
    assert.deepEqual([code, stderr, report.unreadFiles], [0, '', undefined]);
  });

  it('names a link to a folder that it does not follow', async () => {
    await file('linking/a.har', harOf(clean()));
    await file('linked/b.har', harOf([entryWith('url', SECRET)]));
    await symlink(join(dir, 'linked'), join(dir, 'linking/more.har'));
    const { code, report } = await scanned(join(dir, 'linking'));
    assert.deepEqual([code, report.unreadFiles?.[0]?.why], [2, 'a link to a folder, which is not followed']);
  });

  it('refuses a folder without HARs, by name', async () => {
    await file('empty/notes.txt', 'x');
    await assert.rejects(
      scan([join(dir, 'empty')], { canaries }),
      (error) => error instanceof Fault && /empty has no file named \*\.har/.test(error.message),
    );
  });
});
