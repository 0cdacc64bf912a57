import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CompletedRequest, getLocal } from 'mockttp';
import { createCertificateAuthority } from '../../harness/capture/certificate-authority.ts';
import type { TimedExchange } from '../../harness/dependence/index.ts';
import { counted } from '../../harness/model/counted.ts';
import { startChromium } from '../../harness/simulator/testing/chromium.ts';
import type { Kind, SdkRecording } from './recordings.ts';

export interface RecordOptions {
  /** Script of each SDK, bundled for a page. */
  bundles: ReadonlyMap<string, string>;
  blocksOfPage: number;
  visits: number;
  kind: Kind;
  workDir: string;
}

/** Milliseconds for a page to send what it sends, and after it was closed. */
const OPEN_MS = 5_000;
const CLOSED_MS = 1_200;
const AGENT =
  'Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36';

/** Visits pages with each SDK in Chromium, in a random order, and records what their collectors receive. */
export async function recordSdks(options: RecordOptions): Promise<Map<string, SdkRecording>> {
  const { bundles, blocksOfPage, visits, kind, workDir } = options;
  const authority = await createCertificateAuthority();
  const server = getLocal({ https: { key: authority.key, cert: authority.cert } });
  await server.start();
  let log: TimedExchange[] = [];
  await server.forAnyRequest().thenCallback(async (request) => {
    log.push(await exchangeOf(request, log.length));

    return answerTo(request, bundles);
  });
  const chromium = startChromium({
    workDir,
    ownProxy: `http://127.0.0.1:${server.port}`,
    userAgent: AGENT,
    trustedSpkis: [authority.spki],
  });
  const first = newPath();
  const paths = [first, kind === 'same' ? first : newPath()];
  const blocks: { arm: number; exchanges: TimedExchange[] }[] = [];
  for (const arm of randomOrder(blocksOfPage)) {
    log = [];
    for (let visit = 0; visit < visits; visit++)
      await visitAll(
        chromium.cdp.send,
        [...bundles.keys()].map((name) => pageOf(name, paths[arm])),
      );
    blocks.push({ arm, exchanges: log });
    process.stderr.write(
      `block ${blocks.length} of ${2 * blocksOfPage}: ${counted(log.length, 'request')}\n`,
    );
  }
  await chromium.close();
  await server.stop();

  return new Map(
    [...bundles.keys()].map((name) => [
      name,
      {
        pages: paths.map((path) => pageOf(name, path)),
        blocks: blocks.map(({ arm, exchanges }) => ({
          arm,
          exchanges: exchanges.filter(({ host }) => host.startsWith(`${name}.`)),
        })),
      },
    ]),
  );
}

function pageOf(name: string, path = ''): string {
  return `https://${name}.page.test${path}`;
}

async function visitAll(
  send: (method: string, params: object) => Promise<unknown>,
  urls: readonly string[],
): Promise<void> {
  const targets: unknown[] = [];
  for (const url of urls) targets.push(await send('Target.createTarget', { url }));
  await sleep(OPEN_MS);
  for (const target of targets) await send('Target.closeTarget', target as object);
  await sleep(CLOSED_MS);
}

function newPath(): string {
  return `/articles/${randomBytes(5).toString('hex')}/${randomBytes(4).toString('hex')}`;
}

function randomOrder(blocksOfPage: number): number[] {
  const order = Array.from({ length: 2 * blocksOfPage }, (_, at) => at % 2);
  for (let last = order.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }

  return order;
}

async function exchangeOf(request: CompletedRequest, index: number): Promise<TimedExchange> {
  return {
    index,
    method: request.method,
    url: request.url,
    host: new URL(request.url).hostname,
    headers: request.rawHeaders,
    body: new Uint8Array(request.body.buffer),
    trailers: [],
    messages: [],
    at: new Date().toISOString(),
  };
}

function answerTo({ url, method, headers }: CompletedRequest, bundles: RecordOptions['bundles']) {
  const { hostname, pathname } = new URL(url);
  const [name = ''] = hostname.split('.');
  if (hostname.endsWith('.page.test')) {
    if (pathname === '/sdk.js')
      return {
        statusCode: 200,
        headers: { 'content-type': 'text/javascript' },
        body: bundles.get(name) ?? '',
      };
    const body = '<!doctype html><title>A page</title><p>Hello.<script src="/sdk.js"></script>';

    return pathname.startsWith('/articles/')
      ? { statusCode: 200, headers: { 'content-type': 'text/html' }, body }
      : { statusCode: 404 };
  }
  const { origin = '*' } = headers;

  return {
    statusCode: 200,
    headers: {
      'content-type': 'application/json',
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': String(headers['access-control-request-headers'] ?? '*'),
      'access-control-allow-methods': 'GET, POST, PUT',
    },
    body: method === 'OPTIONS' ? '' : '{}',
  };
}
