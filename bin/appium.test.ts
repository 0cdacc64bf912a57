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
import { isAppiumRunning, prepareAppium, staleDriverCache } from './appium.mjs';

const DRIVER_CACHE = 'node_modules/.cache/appium/extensions.yaml';
const DRIVER = 'node_modules/appium-uiautomator2-driver';

describe("Appium's cache of its driver", () => {
  let root: string;
  let clone: string;

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'leakgate-appium-')));
    clone = join(root, 'clone');
    mkdirSync(join(clone, DRIVER), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const writeCache = (installPath: string): void =>
    write(stringify({ drivers: { uiautomator2: { pkgName: 'appium-uiautomator2-driver', installPath } } }));
  function write(text: string): void {
    mkdirSync(dirname(join(clone, DRIVER_CACHE)), { recursive: true });
    writeFileSync(join(clone, DRIVER_CACHE), text);
  }
  const problem = () => staleDriverCache(clone)?.problem ?? 'nothing';

  it('is valid if it is missing or names this clone', () => {
    assert.equal(problem(), 'nothing');
    writeCache(join(clone, DRIVER));
    assert.equal(problem(), 'nothing');
  });

  it('is valid with a shared node_modules, from any clone', () => {
    const other = join(
      root,
      'a path with many words, so long that the YAML writer breaks it into lines',
      'b',
    );
    mkdirSync(other, { recursive: true });
    symlinkSync(join(clone, 'node_modules'), join(other, 'node_modules'));
    writeCache(join(other, DRIVER));
    assert.equal(problem(), 'nothing');
  });

  it('is stale in a moved or copied clone, or without a driver', () => {
    writeCache('/old/place/driver');
    assert.equal(problem(), 'names /old/place/driver');
    const original = join(root, 'original', DRIVER);
    mkdirSync(original, { recursive: true });
    writeCache(original);
    assert.equal(problem(), `names ${original}`);
    write('drivers: {}\n');
    assert.equal(problem(), 'names no UiAutomator2 driver');
    write('{ no YAML');
    assert.equal(problem(), 'names no UiAutomator2 driver');
  });

  const start = () => prepareAppium({ project: clone, port: 1, adbPort: 2, sdkHome: '/sdk' });

  it('is removed before Appium starts if it is stale', () => {
    writeCache('/old/place/driver');
    const { env } = start();
    assert.deepEqual([existsSync(join(clone, DRIVER_CACHE)), env['APPIUM_HOME']], [false, clone]);
  });

  it('is kept if it is valid', () => {
    writeCache(join(clone, DRIVER));
    start();
    assert.ok(existsSync(join(clone, DRIVER_CACHE)));
  });
});

describe('isAppiumRunning', () => {
  const build = { version: '3.8.0', 'git-sha': 'unknown', built: '2026-01-01' };
  const isRunningFor = async (body: string, status = 200): Promise<boolean> => {
    const server = createServer((_request, response) => response.writeHead(status).end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      return await isAppiumRunning(`http://127.0.0.1:${port}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };

  it('is true if the status has a build version', async () => {
    assert.equal(
      await isRunningFor(JSON.stringify({ value: { ready: true, message: 'ready', build } })),
      true,
    );
  });

  it('is false for a server that answers every request', async () => {
    for (const body of ['', '{}', 'null', '[]', 'OK', '{"value":null}', '{"value":{"ready":true}}'])
      assert.equal(await isRunningFor(body), false, body);
    assert.equal(await isRunningFor(JSON.stringify({ value: { build } }), 503), false);
  });

  it('is false without a server', async () => {
    assert.equal(await isAppiumRunning('http://127.0.0.1:1'), false);
  });
});
