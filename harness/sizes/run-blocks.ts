import { randomBytes } from 'node:crypto';
import type { JudgedExchange } from '../model/evidence.ts';
import type { Canary } from '../model/canary.ts';
import type { Phase, TimelineStep } from '../model/timeline.ts';
import { type PlannedBlock, planBlocks, TAIL_BYTES, VISITS } from './design.ts';
import { longestIdleGap } from './idle-gap.ts';
import { sendingsOf } from './sendings.ts';

/** Handset time of a block at least; a block takes twice the longest gap between uploads while idle. */
const SHORTEST_MS = 150_000;
/** Longer blocks would keep a phone for many hours. Each block ends with HOME and a relaunch, so that SDKs send what they keep. */
const LONGEST_MS = 600_000;
/** Sensors ends a session 30 s after HOME and flushes then (sa-sdk-android 3.2.10). */
const BACKGROUND_MS = 45_000;
/** Handset time of a washout. */
export const WASHOUT_MS = 30_000;
/** The waits of a block of the shortest length, about: in the foreground, after HOME, and in front again. Handset time. */
export const BLOCK_WAITS_MS: readonly number[] = [65_000, BACKGROUND_MS, 40_000];
/** Time at the end of a block for the ends of its waits: all blocks get the same length. */
const MARGIN_MS = 10_000;

/** What a scenario does in a block: visit pages, or tap as often without a visit. */
export interface BlockSteps<Page> {
  visit(pages: readonly Page[]): Promise<void>;
  tap(times: number): Promise<void>;
}

/** The handset and the case, as far as blocks need them. */
export interface BlockDriver<Page> {
  /** Generates a page whose address ends in `tail` random characters; 0 for none. */
  createPage(tail: number): Page;
  /** Milliseconds since boot on the handset's clock. */
  uptimeMs(): Promise<number>;
  /** Waits on the handset's clock, then for quiet. */
  wait(phase: Phase, handsetMs: number): Promise<void>;
  /** Waits for real milliseconds. */
  sleep(ms: number): Promise<void>;
  pressHome(): Promise<void>;
  bringBack(): Promise<void>;
  /** Does nothing in normal mode. @returns whether a private tab was closed */
  closePrivateTab(): Promise<boolean>;
  /** Keeps a block in the timeline. */
  record(block: Omit<BlockStep, 'at'>, from: string): void;
}

type BlockStep = Extract<TimelineStep, { kind: 'block' }>;

/** What was recorded before the first block. */
export interface BeforeBlocks {
  steps: readonly TimelineStep[];
  canaries: readonly Canary[];
  exchanges: readonly JudgedExchange[];
}

/**
 * Runs the blocks in the order that a new seed draws: with short addresses, with long ones, and with taps alone, all of the same
 * length. Each is recorded with the seed.
 * @returns every page that was visited
 */
export async function runBlocks<Page extends { url: string }>(
  driver: BlockDriver<Page>,
  steps: BlockSteps<Page>,
  before: BeforeBlocks,
): Promise<Page[]> {
  const seed = randomBytes(16).toString('hex');
  const blockMs = blockLengthMs(before);
  const plan = planBlocks(seed);
  const visited: Page[] = [];
  for (const block of plan) {
    const pages = pagesOf(block, driver);
    visited.push(...pages);
    const from = new Date().toISOString();
    const startedMs = await driver.uptimeMs();
    if (block.arm === 'washout') await driver.wait('idle', WASHOUT_MS);
    else {
      await (block.arm === 'taps' ? steps.tap(VISITS) : steps.visit(pages));
      await endBlock(driver, startedMs + blockMs, block === plan.at(-1));
    }
    driver.record(
      {
        kind: 'block',
        to: new Date().toISOString(),
        number: block.number,
        arm: block.arm,
        visits: block.visits,
        urlBytes: pages.reduce((sum, { url }) => sum + url.length, 0),
        seed,
        handsetMs: (await driver.uptimeMs()) - startedMs,
        forced: block.arm !== 'washout',
      },
      from,
    );
  }

  return visited;
}

function pagesOf<Page>({ arm, visits }: PlannedBlock, driver: BlockDriver<Page>): Page[] {
  return Array.from({ length: visits }, () => driver.createPage(arm === 'long' ? TAIL_BYTES : 0));
}

/** Handset time of each block. */
export function blockLengthMs({ steps, canaries, exchanges }: BeforeBlocks): number {
  const gap = longestIdleGap(
    steps,
    sendingsOf({ canaries: [...canaries], ledger: [], exchanges: [...exchanges] }),
  );

  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, 2 * (gap ?? 0)));
}

/**
 * Lets the browser send what a block caused: in the foreground, after HOME, and when the browser is in front again. Ends each block
 * at the same time after its begin, on the handset's clock, so that none has more of what is sent regularly. After the last block
 * the private tab stays open for the windows of the case.
 */
export async function endBlock<Page>(driver: BlockDriver<Page>, end: number, isLast: boolean): Promise<void> {
  const remainingMs = async (): Promise<number> => end - (await driver.uptimeMs());
  const wait = (phase: Phase, handsetMs: number): Promise<void> => driver.wait(phase, Math.max(0, handsetMs));
  await wait('foreground', (await remainingMs()) - BACKGROUND_MS - 4 * MARGIN_MS);
  await driver.pressHome();
  await wait('background', BACKGROUND_MS);
  await driver.bringBack();
  const isClosed = !isLast && (await driver.closePrivateTab());
  await wait(isClosed ? 'after-private' : 'foreground', (await remainingMs()) - MARGIN_MS);
  await driver.sleep(Math.max(0, await remainingMs()));
}
