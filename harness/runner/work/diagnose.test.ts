import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'webdriverio';
import { diagnose } from './diagnose.ts';

describe('diagnose', () => {
  let folder: string;
  let appium: Server;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'leakgate-diagnose-'));
    appium = createServer((_, response) => response.end('{"value":{"build":{"version":"3"}}}')).listen(
      0,
      '127.0.0.1',
    );
    await once(appium, 'listening');
  });
  afterEach(() => {
    appium.close();
    rmSync(folder, { recursive: true });
  });

  /** @param attached whether the shell of the handset answers */
  const diagnosed = async (serial: string, attached: boolean): Promise<{ what: string; sent: string }> => {
    const path = join(folder, 'adb');
    const sent = join(folder, 'sent');
    writeFileSync(
      path,
      `#!/bin/sh\necho "$*" >> ${sent}\ncase "$*" in *shell*) ${attached ? 'echo here' : 'exit 1'};; esac\n`,
    );
    chmodSync(path, 0o755);
    const { port } = appium.address() as AddressInfo;
    const session = { options: { hostname: '127.0.0.1', port } } as unknown as Browser;
    const assignment = { batch: 'b', serial, adb: { path, port: 1 }, secretsFile: 'none' };
    const { what } = await diagnose(new Error('lost'), session, assignment);

    return { what, sent: existsSync(sent) ? readFileSync(sent, 'utf8') : '' };
  };

  it('attaches a lost handset again that adb reaches over TCP', async () => {
    const { what, sent } = await diagnosed('127.0.0.1:5000', false);
    assert.equal(what, 'handset');
    assert.match(sent, /connect 127\.0\.0\.1:5000/);
  });

  it('leaves a lost phone on a cable, and a handset that answers', async () => {
    assert.doesNotMatch((await diagnosed('2a4b6c', false)).sent, /connect/);
    const { what, sent } = await diagnosed('127.0.0.1:5000', true);
    assert.equal(what, 'story');
    assert.doesNotMatch(sent, /connect 127/);
  });

  it('names Appium if it does not answer', async () => {
    appium.removeAllListeners('request').on('request', (_, response) => response.destroy());
    assert.equal((await diagnosed('127.0.0.1:5000', false)).what, 'appium');
  });
});
