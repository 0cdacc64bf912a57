import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../model/fault.ts';
import { type Tried, triedReportSchema } from '../model/tried.ts';
import { projectRoot } from '../runner/project.ts';
import { scan } from './scan.ts';
import { captureStdout } from './testing/capture-stdout.ts';
import { tryScripts } from './try.ts';

const DECLARATION = join(projectRoot, 'apks/simulated/proving/mint-9.0.0-domain/browser.json');

describe('leakgate handset try', function () {
  this.timeout(30_000);
  let dir: string;
  let count = 0;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'leakgate-try-'));
  });
  after(() => rm(dir, { recursive: true }));

  /** The folder of a simulated browser with these statements in its script. */
  async function folder(statements: string): Promise<string> {
    const path = join(dir, String((count += 1)));
    await mkdir(path);
    await cp(DECLARATION, join(path, 'browser.json'));
    await writeFile(join(path, 'browser.js'), `export default (browser) => {\n${statements}\n};\n`);

    return path;
  }
  const onVisit = (statement: string) =>
    `browser.on('navigationFinish', async ({ url }) => { ${statement} });`;
  const run = (dirs: string[], options = {}) => captureStdout(() => tryScripts(dirs, options));
  async function tried(statements: string): Promise<{ code: number; browser: Tried }> {
    const { result, stdout } = await run([await folder(statements)], { json: true });
    const { browsers } = triedReportSchema.parse(JSON.parse(stdout));
    const [browser] = browsers;
    assert.ok(browser);

    return { code: result, browser };
  }

  it('prints each request, what is found in it, and ends as scan does', async () => {
    const report =
      "await browser.request({ url: 'https://c.example/v1', headers: { 'X-Of': 'me' }, body: url });";
    const { result, stdout } = await run([await folder(onVisit(report))]);
    assert.equal(result, 1);
    assert.match(stdout, /^0 {4}\+\d\.\d s {2}POST https:\/\/c\.example\/v1$/m);
    assert.match(stdout, /^ {5}X-Of: me$/m);
    assert.match(stdout, /^ {5}\d+ bytes: https:\/\/[a-z0-9-]+\.example\/.*\?q=/m);
    assert.doesNotMatch(stdout, /content-length/i);
    assert.match(stdout, /to c\.example, exchange 0, request\.body/);
  });

  const outcomes: [what: string, statement: string, code: number][] = [
    ['nothing', '', 0],
    ['a count', "await browser.request({ url: 'https://c.example/', body: 'n=1' });", 0],
    [
      'random bytes',
      "await browser.request({ url: 'https://c.example/', body: browser.crypto.random(300) });",
      2,
    ],
    ['the search', "await browser.request({ url: 'https://c.example/', body: url.split('?')[1] });", 1],
  ];
  for (const [what, statement, expected] of outcomes)
    it(`ends with ${expected} for a script that sends ${what}`, async () => {
      assert.equal((await tried(onVisit(statement))).code, expected);
    });

  it('plays consent, a private visit, a search, HOME, the end of the tab and a relaunch', async () => {
    const { browser } = await tried(
      `for (const event of ['launch', 'consent', 'privateOpened', 'keystroke', 'navigationStart', 'navigationFinish',
        'search', 'background', 'foreground', 'privateClosed'])
        browser.on(event, ({ private: isPrivate, how }) => browser.log(event, isPrivate ?? null, how ?? null));`,
    );
    const visited = ['keystroke true typed', 'navigationStart true typed', 'navigationFinish true typed'];
    const searched = [
      'keystroke true typed',
      'search true search',
      'navigationStart true search',
      'navigationFinish true search',
    ];
    assert.deepEqual(browser.log, [
      'launch null null',
      'consent null null',
      'privateOpened true null',
      ...visited,
      ...searched,
      'background null null',
      'foreground null null',
      'privateClosed true null',
      'launch null null',
    ]);
  });

  it('writes a HAR and canaries in which scan finds the same, however it was sent', async () => {
    const path = await folder(
      onVisit(`
        if (url.includes('google')) return;
        const { base64, gzip, utf8 } = browser.codec;
        const host = 'collector.example';
        await browser.request({ url: 'https://' + host + '/json?u=' + base64.encode(url), headers: { 'X-U': url } });
        await browser.request({ url: 'https://h2.' + host + '/', http: 2, body: gzip.encode(url) });
        await browser.request({ url: 'https://ö.' + host + '/', body: 'é\\u0007 ' + url });
        await browser.request({ url: 'https://cut.' + host + '/', body: url + ' '.repeat(99), abortAfter: 90 }).catch(() => {});
        const socket = await browser.websocket('wss://live.' + host + '/');
        await socket.send('ü ' + url);
        await socket.send(gzip.encode(url));
        await socket.send(browser.crypto.random(99));
        await browser.datagram({ host: 'udp.' + host, port: 8125, body: utf8.encode(url) });
        await browser.tcp({ host: 'tcp.' + host, port: 99, body: '* ' + url });
        await browser.tcp({ host: 'tls.' + host, port: 99, tls: true, body: '* ' + url }).catch(() => {});
        await browser.tcp({ host: 'via.' + host, port: 443, tls: true,
          body: 'GET / HTTP/1.1\\r\\nHost: about.example\\r\\nX-U: ' + url + '\\r\\nConnection: close\\r\\n\\r\\n' });
        await browser.lookup(url.split('/')[3] + '.dns.' + host);
        await browser.lookup(url.split('/')[2]);`),
    );
    const [har, canaries] = [join(dir, 'x.har'), join(dir, 'x.json')];
    const { result, stdout } = await run([path], { har, canaries, json: true });
    const [browser] = triedReportSchema.parse(JSON.parse(stdout)).browsers;
    const scanned = await captureStdout(() => scan([har], { canaries, json: true }));
    const { stats, ...report } = JSON.parse(scanned.stdout) as Tried['scan'];
    assert.ok(browser);
    assert.deepEqual(browser.errors, []);
    assert.deepEqual(
      browser.requests.filter(({ aborted }) => aborted).map(({ url }) => url),
      ['https://cut.collector.example/', 'wss://live.collector.example/'],
    );
    const { stats: statsOfTry, ...reportOfTry } = browser.scan;
    assert.deepEqual(reportOfTry, report);
    assert.deepEqual({ ...statsOfTry, ms: 0 }, { ...stats, ms: 0 });
    assert.equal(result, scanned.result);
    const found = new Set(report.findings.map(({ host }) => host.replace('.collector.example', '')));
    assert.deepEqual(
      [...found].map((host) => host.replace(/^[a-z0-9]{12}(?=\.dns$)/, '*')).sort(),
      ['*.dns', 'collector.example', 'cut', 'h2', 'live', 'tcp', 'tls', 'udp', 'via', 'xn--nda'].sort(),
    );
  });

  it('reports an error in the script with its name, and ends with 3', async () => {
    const { result, stdout } = await run([await folder(onVisit('undefined.x;'))]);
    assert.equal(result, 3);
    assert.match(stdout, /^error in on navigationFinish: TypeError: .+/m);
    const atStart = await run([await folder('nothing();')]);
    assert.equal(atStart.result, 3);
    assert.match(atStart.stdout, /^error in the start of browser\.js: ReferenceError: .*nothing.*/m);
  });

  it('names the file of a browser that is missing or broken, and the fix', async () => {
    const syntax = await folder('(');
    const declaration = await folder('');
    await writeFile(join(declaration, 'browser.json'), '{}');
    const script = await folder('');
    await rm(join(script, 'browser.js'));
    for (const [path, complaint] of [
      ['/nowhere', /\/nowhere contains no simulated browser/],
      [syntax, /browser\.js:3: /],
      [declaration, /browser\.json: .*family/],
      [script, /has no browser\.js/],
    ] as const)
      await assert.rejects(
        run([path]),
        (error) => error instanceof Fault && complaint.test(error.message) && error.fix !== undefined,
        path,
      );
  });

  it('tries several browsers, each with canaries of its own', async () => {
    const [first, second] = [await folder(onVisit('browser.log(url);')), await folder('')];
    const { result, stdout } = await run([first, second, first], { json: true });
    const { browsers } = triedReportSchema.parse(JSON.parse(stdout));
    assert.equal(result, 0);
    assert.deepEqual(
      browsers.map((browser) => [browser.dir, browser.log.length]),
      [
        [first, 2],
        [second, 0],
        [first, 2],
      ],
    );
    assert.notDeepEqual(browsers[0]?.log, browsers[2]?.log);
    await assert.rejects(run([first, second], { har: join(dir, 'y.har') }), Fault);
  });

  it('prints no control sequence of a script to the terminal', async () => {
    const { stdout } = await run([
      await folder(
        "browser.on('launch', () => { browser.log('\\u001b[2J'); return browser.request({ url: 'https://c.example/', body: '\\u001b[2J\\u009b' }); });",
      ),
    ]);
    assert.doesNotMatch(stdout, /\u001b|\u009b/);
  });
});
