import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { Stage, TimedExchange } from '../../harness/dependence/index.ts';
import { createDetector, DEFAULT_BUDGET } from '../../harness/detect/index.ts';
import type { Canary } from '../../harness/model/canary.ts';
import { siteOf } from '../../harness/verdict/index.ts';

/** `two`: the blocks visit two pages. `same`: all blocks visit one page, and are labelled as if there were two. */
export const KINDS = ['two', 'same'] as const;
export type Kind = (typeof KINDS)[number];

/** What an SDK sent in Chromium, in blocks. */
export interface SdkRecording {
  /** The address of the page of each arm. */
  pages: readonly string[];
  /** In the order of recording. */
  blocks: readonly { arm: number; exchanges: readonly TimedExchange[] }[];
}

/** Recordings that are tracked by git: `<kind>/<SDK>.json.br`. */
const FOLDER = join(import.meta.dirname, 'recordings');
/** The window of Brotli that reaches back over a whole recording: blocks repeat each other. */
const WINDOW_BITS = 24;

/** Names of the recorded SDKs. */
export function recordedSdks(): string[] {
  return readdirSync(join(FOLDER, 'same')).map((file) => file.replace(/\.json\.br$/, ''));
}

export function readSdkRecording(kind: Kind, name: string): SdkRecording {
  const text = brotliDecompressSync(readFileSync(fileOf(kind, name))).toString();
  const { pages, blocks } = JSON.parse(text) as StoredRecording;

  return {
    pages,
    blocks: blocks.map(({ arm, exchanges }) => ({
      arm,
      exchanges: exchanges.map(({ method, url, headers, body, at }, index) => ({
        index,
        method,
        url,
        host: new URL(url).hostname,
        headers,
        body: Buffer.from(body, 'base64'),
        trailers: [],
        messages: [],
        at,
      })),
    })),
  };
}

export function keepSdkRecording(kind: Kind, name: string, { pages, blocks }: SdkRecording): void {
  const stored: StoredRecording = {
    pages,
    blocks: blocks.map(({ arm, exchanges }) => ({
      arm,
      exchanges: exchanges.map(({ method, url, headers, body, at = '' }) => ({
        method,
        url,
        headers,
        body: Buffer.from(body).toString('base64'),
        at,
      })),
    })),
  };
  const packed = brotliCompressSync(JSON.stringify(stored), {
    params: { [constants.BROTLI_PARAM_LGWIN]: WINDOW_BITS, [constants.BROTLI_PARAM_QUALITY]: 11 },
  });
  mkdirSync(join(FOLDER, kind), { recursive: true });
  writeFileSync(fileOf(kind, name), packed);
}

/** The recording as one stage; the hosts of its pages are not compared. */
export function stageOf({ blocks }: SdkRecording): Stage {
  return { arms: ['A', 'B'], blocks: blocks.map((block) => ({ ...block, names: [] })) };
}

export const isPageHost = (host: string) => host.endsWith('.page.test');

/** Whether the detector, which knows the addresses, finds one of them in what the SDK sent. */
export function sendsAddress({ pages, blocks }: SdkRecording): boolean {
  const canaries = [...new Set(pages)].map((value, at): Canary => ({ id: `page-${at}`, kind: 'url', value }));
  const detector = createDetector(canaries, [], DEFAULT_BUDGET, { siteOf });
  const sent = blocks.flatMap(({ exchanges }) => exchanges).filter(({ host }) => !isPageHost(host));
  for (const [index, exchange] of sent.entries()) detector.push({ ...exchange, index });

  // Origin and Referer name the host, which all pages share.
  return detector.end().findings.some(({ match }) => match !== 'host');
}

interface StoredRecording {
  pages: readonly string[];
  blocks: readonly {
    arm: number;
    exchanges: readonly (Pick<TimedExchange, 'method' | 'url' | 'headers'> & { body: string; at: string })[];
  }[];
}

function fileOf(kind: Kind, name: string): string {
  return join(FOLDER, kind, `${name}.json.br`);
}
