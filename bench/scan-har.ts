import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createDetector, DEFAULT_BUDGET } from '../harness/detect/index.ts';
import { exchangeOf } from '../harness/evidence/exchanges.ts';
import { readHar } from '../harness/evidence/har-reader.ts';
import type { Exchange } from '../harness/model/exchange.ts';
import { canariesOf, mixedTraffic } from './detect-traffic.ts';

const MB = 1_000_000;

/** The measurements of a HAR that a child process read as a stream and searched. */
export interface HarScan {
  bytes: number;
  exchanges: number;
  ms: number;
  /** The peak memory of the process, with its program and V8. */
  peakBytes: number;
}

/**
 * Writes a HAR of mixed traffic to a temporary file. A child process reads it as a stream and searches it.
 * @param megabytes of the file, or a little more
 */
export function scanHarInChild(megabytes: number): HarScan {
  const folder = mkdtempSync(join(tmpdir(), 'leakgate-bench-'));
  try {
    const file = join(folder, 'mixed.har');
    const bytes = writeHar(file, megabytes * MB);
    const child = spawnSync(process.execPath, ['--import', 'tsx', import.meta.filename, file], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (child.status !== 0) throw new Error(`the scan of ${file} exited with ${child.status}`);
    const output: unknown = JSON.parse(child.stdout);
    if (!isScan(output)) throw new Error(`the scan of ${file} printed an unexpected result: ${child.stdout}`);

    return { ...output, bytes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isScan(output: unknown): output is Omit<HarScan, 'bytes'> {
  return (
    typeof output === 'object' &&
    output !== null &&
    'exchanges' in output &&
    'peakBytes' in output &&
    'ms' in output
  );
}

/** Repeats some traffic, one entry at a time: the file is never in memory. @returns its size */
function writeHar(file: string, size: number): number {
  const entries = mixedTraffic(4 * MB).map((exchange) => JSON.stringify(entryOf(exchange)));
  const handle = openSync(file, 'w');
  let written = writeSync(
    handle,
    '{"log":{"version":"1.2","creator":{"name":"bench","version":"1"},"entries":[',
  );
  for (let index = 0; written < size; index++)
    written += writeSync(handle, `${index === 0 ? '' : ','}${entries[index % entries.length] ?? ''}`);
  written += writeSync(handle, ']}}');
  closeSync(handle);

  return written;
}

function entryOf({ method, url, headers, body }: Exchange): unknown {
  const mimeType = headers.find(([name]) => name === 'content-type')?.[1] ?? '';
  const isText = Buffer.from(Buffer.from(body).toString()).equals(body);

  return {
    startedDateTime: '2026-01-01T00:00:00.000Z',
    time: 1,
    request: {
      method,
      url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: headers.map(([name, value]) => ({ name, value })),
      queryString: [],
      postData: isText
        ? { mimeType, text: Buffer.from(body).toString() }
        : { mimeType, text: Buffer.from(body).toString('base64'), encoding: 'base64' },
      headersSize: -1,
      bodySize: body.length,
    },
    response: {
      status: 204,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: [],
      content: { size: 0, mimeType: '' },
      redirectURL: '',
      headersSize: -1,
      bodySize: 0,
    },
    cache: {},
    timings: { send: 0, wait: 1, receive: 0 },
  };
}

async function scan(file: string): Promise<void> {
  const detector = createDetector(canariesOf(64), [], DEFAULT_BUDGET);
  const startedAt = performance.now();
  let exchanges = 0;
  for await (const entry of readHar(file)) detector.push(exchangeOf(entry, exchanges++));
  detector.end();
  const ms = performance.now() - startedAt;
  /** In kilobytes. Source: getrusage(2). */
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify({ exchanges, ms, peakBytes }));
}

if (process.argv[1] === import.meta.filename && process.argv[2]) await scan(process.argv[2]);
