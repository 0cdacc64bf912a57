import { isUtf8 } from 'node:buffer';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanaryGenerator } from '../canary/generator.ts';
import { writeHar } from '../evidence/har-writer.ts';
import type { Canary } from '../model/canary.ts';
import type { HarEntry } from '../model/har.ts';
import type { Responder } from '../model/origin.ts';
import { nameOfRelease } from '../model/release.ts';
import type { Sdk } from '../model/sdk.ts';
import type { SentByScript, SentBytes, Tried } from '../model/tried.ts';
import { windowOf } from '../releases/window.ts';
import {
  entryOf,
  playPrivateVisit,
  sdksIn,
  type SentItem,
  type SinkAuthority,
  type Sources,
  type TriedBrowser,
  tryBrowser,
} from '../simulator/try/index.ts';
import { type SearchedFiles, searchFiles } from './scan-files.ts';

/** Hosts that a search with Google is meant for. */
const SEARCH_ENGINE = ['www.google.com', 'suggestqueries.google.com', 'clients1.google.com'];

export interface VisitOptions {
  dir: string;
  sources: Sources;
  respond: Responder;
  authority: SinkAuthority;
  sdks: readonly Sdk[];
}

/** A script that was played through one private visit, and what the detector finds in what it sent. */
export interface TriedVisit {
  tried: Tried;
  canaries: readonly Canary[];
  entries: HarEntry[];
  excerptOf: SearchedFiles['excerptOf'];
}

/** Plays a script through one private visit with new canaries, and searches what it sent. */
export async function tryVisit({ dir, sources, sdks, ...options }: VisitOptions): Promise<TriedVisit> {
  const generator = createCanaryGenerator();
  const page = generator.visit();
  const search = generator.search('google', SEARCH_ENGINE);
  const canaries = generator.all();
  const browser = await tryBrowser(sources, options);
  try {
    const visitedAt = await playPrivateVisit(browser, {
      page,
      search: search.words,
      windowMs: windowOf(sdksIn(sources.script, sdks), sdks),
    });
    const items = browser.sent();
    const entries = items.map(entryOf);
    const { report, excerptOf } = await searchEntries(entries, canaries, sdks);

    return {
      tried: {
        dir,
        release: nameOfRelease(sources.declaration),
        requests: items.map((item, index) => describeItem(item, { index, visitedAt, browser })),
        errors: [...browser.failures()],
        log: [...browser.logged()],
        scan: report,
      },
      canaries,
      entries,
      excerptOf,
    };
  } finally {
    await browser.stop();
  }
}

/** Searches entries as `leakgate scan` does, in a HAR that is removed afterwards. */
async function searchEntries(
  entries: readonly HarEntry[],
  canaries: readonly Canary[],
  sdks: readonly Sdk[],
): Promise<SearchedFiles> {
  const dir = await mkdtemp(join(tmpdir(), 'leakgate-tried-'));
  try {
    const har = join(dir, 'sent.har');
    await writeHar(har, entries);

    return await searchFiles([har], canaries, sdks);
  } finally {
    await rm(dir, { recursive: true });
  }
}

function describeItem(
  item: SentItem,
  { index, visitedAt, browser }: { index: number; visitedAt: number; browser: TriedBrowser },
): SentByScript {
  const { kind, host, method, url, aborted, direct, pinned } = item;
  const app = browser.device.packages.list().find(({ uid }) => uid === item.uid);

  return {
    index,
    kind,
    sinceVisitMs: item.at - visitedAt,
    app: app?.package ?? 'isolated process',
    host,
    method,
    url,
    headers: item.headers.map(([name, value]) => [name, value]),
    body: sentBytes(item.body),
    trailers: item.trailers.map(([name, value]) => [name, value]),
    messages: item.messages.map(({ at, data }) => ({ ...sentBytes(data), sinceVisitMs: at - visitedAt })),
    aborted,
    direct,
    pinned,
  };
}

function sentBytes(data: Uint8Array): SentBytes {
  const bytes = data.length;
  if (bytes === 0) return { bytes };

  return isUtf8(data)
    ? { bytes, text: Buffer.from(data).toString('utf8') }
    : { bytes, base64: Buffer.from(data).toString('base64') };
}
