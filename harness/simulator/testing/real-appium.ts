import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { isAppiumRunning, prepareAppium } from '../../../bin/appium.mjs';
import { findAndroidSdk } from '../../../bin/environment.mjs';
import { findFreePort } from '../../../bin/free-port.mjs';

const ROOT = join(import.meta.dirname, '../../..');
const START_LIMIT_MS = 60_000;

/** A real Appium server of a test's own, driven with plain HTTP. */
export interface RealAppium {
  /** Resolves to the id of a session with the default capabilities and the given ones. */
  open(capabilities: Record<string, unknown>): Promise<string>;
  execute(session: string, script: string, args: Record<string, unknown>): Promise<unknown>;
  close(session: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startRealAppium(adbPort: number): Promise<RealAppium> {
  const port = await findFreePort();
  const sdk = findAndroidSdk();
  if (!sdk) throw new Error('no Android SDK here');
  const { args, env } = prepareAppium({ project: ROOT, port, adbPort, sdkHome: sdk.home });
  const server = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    cwd: ROOT,
    stdio: 'ignore',
  });
  const ended = once(server, 'exit');
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url);

  return {
    async open(capabilities) {
      const alwaysMatch = {
        platformName: 'Android',
        'appium:automationName': 'UiAutomator2',
        'appium:adbPort': adbPort,
        ...capabilities,
      };
      const value = (await call('POST', `${url}/session`, { capabilities: { alwaysMatch } })) as {
        sessionId: string;
      };

      return value.sessionId;
    },
    execute: (session, script, args) =>
      call('POST', `${url}/session/${session}/execute/sync`, { script, args: [args] }),
    async close(session) {
      await call('DELETE', `${url}/session/${session}`);
    },
    async stop() {
      server.kill();
      await ended;
    },
  };
}

async function untilReady(url: string): Promise<void> {
  for (const end = Date.now() + START_LIMIT_MS; Date.now() < end; ) {
    if (await isAppiumRunning(url)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`Appium did not answer at ${url} within ${START_LIMIT_MS} ms`);
}

/** The value of a WebDriver response; throws its error. */
async function call(method: string, url: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { value } = (await response.json()) as { value: unknown };
  if (!response.ok) throw new Error(`${method} ${url}: ${JSON.stringify(value)}`);

  return value;
}
