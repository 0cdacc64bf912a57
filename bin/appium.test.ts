import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { appiumAnswers, prepareAppium, staleDriverNote } from './appium.mjs';

const NOTE = 'node_modules/.cache/appium/extensions.yaml';
const DRIVER = 'node_modules/appium-uiautomator2-driver';

describe('what Appium noted of its driver', () => {
  let root: string;
  let clone: string;

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'leakgate-appium-')));
    clone = join(root, 'clone');
    mkdirSync(join(clone, DRIVER), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const note = (installPath: string): void =>
    write(stringify({ drivers: { uiautomator2: { pkgName: 'appium-uiautomator2-driver', installPath } } }));
  function write(text: string): void {
    mkdirSync(dirname(join(clone, NOTE)), { recursive: true });
    writeFileSync(join(clone, NOTE), text);
  }
  const why = () => staleDriverNote(clone)?.why ?? 'nothing';

  it('is right where there is none, and where it is of this clone', () => {
    assert.equal(why(), 'nothing');
    note(join(clone, DRIVER));
    assert.equal(why(), 'nothing');
  });

  it('is right where node_modules is shared, whichever clone noted it', () => {
    const other = join(
      root,
      'a path with many words, so long that what writes YAML breaks it into lines',
      'b',
    );
    mkdirSync(other, { recursive: true });
    symlinkSync(join(clone, 'node_modules'), join(other, 'node_modules'));
    note(join(other, DRIVER));
    assert.equal(why(), 'nothing');
  });

  it('is wrong once the clone has moved, is a copy, or was made before the driver was there', () => {
    note('/old/place/driver');
    assert.equal(why(), 'names /old/place/driver');
    const original = join(root, 'original', DRIVER);
    mkdirSync(original, { recursive: true });
    note(original);
    assert.equal(why(), `names ${original}`);
    write('drivers: {}\n');
    assert.equal(why(), 'names no UiAutomator2 driver');
    write('{ no YAML');
    assert.equal(why(), 'names no UiAutomator2 driver');
  });

  const start = () => prepareAppium({ project: clone, port: 1, adbPort: 2, sdkHome: '/sdk' });

  it('is taken away where it is wrong, before Appium starts', () => {
    note('/old/place/driver');
    const { env } = start();
    assert.deepEqual([existsSync(join(clone, NOTE)), env['APPIUM_HOME']], [false, clone]);
  });

  it('is kept where it is right', () => {
    note(join(clone, DRIVER));
    start();
    assert.ok(existsSync(join(clone, NOTE)));
  });
});

describe('whether an Appium answers', () => {
  const build = { version: '3.8.0', 'git-sha': 'unknown', built: '2026-01-01' };
  const answers = async (body: string, status = 200): Promise<boolean> => {
    const server = createServer((_request, response) => response.writeHead(status).end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      return await appiumAnswers(`http://127.0.0.1:${port}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };

  it('is so where it tells of its build', async () => {
    assert.equal(await answers(JSON.stringify({ value: { ready: true, message: 'ready', build } })), true);
  });

  it('is not so for a server that has an answer to everything', async () => {
    for (const body of ['', '{}', 'null', '[]', 'OK', '{"value":null}', '{"value":{"ready":true}}'])
      assert.equal(await answers(body), false, body);
    assert.equal(await answers(JSON.stringify({ value: { build } }), 503), false);
  });

  it('is not so where nobody listens', async () => {
    assert.equal(await appiumAnswers('http://127.0.0.1:1'), false);
  });
});
