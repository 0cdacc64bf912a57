import type { Browser } from 'webdriverio';
import type { CaseRecord } from '../../model/case.ts';
import { reasonOf } from '../../model/fault.ts';
import type { Plan, PlannedCase } from '../../model/plan.ts';
import { windowOf } from '../../releases/window.ts';
import { allowedRecipients } from '../../verdict/gate.ts';
import type { Assignment } from '../assignment.ts';
import type { Tables } from '../tables.ts';
import { arrange } from './arrange.ts';
import { type Blocks, createBlocks } from './blocks.ts';
import { beginCase, type CaseWork } from './case-work.ts';
import { conclude } from './conclude.ts';
import { diagnose } from './diagnose.ts';
import { limited, StepTimeout } from './limit.ts';
import type { Traffic } from './matchers.ts';
import { waitForUploads, waitIdle } from './waits.ts';
import { readUptime } from './settled.ts';
import type { Station } from './station.ts';
import { createSites, type Sites } from './sites.ts';
import { type StoryBrowser, storyBrowser } from './story-browser.ts';
import { playTwin } from './twin.ts';

/** What a story gets. */
export interface StoryFixtures {
  browser: StoryBrowser;
  site: Sites;
  blocks: Blocks;
  traffic: Traffic;
}
export type Story = (fixtures: StoryFixtures) => Promise<void>;

export interface CasePlay {
  runDir: string;
  plan: Plan;
  assignment: Assignment;
  planned: PlannedCase;
  story: Story;
  session: Browser;
  station: Station;
  tables: Tables;
}

/** Every play of a case's story, and its verdict. Always ends in a record; `fatal` says why no further case can run here. */
export async function playCase(play: CasePlay): Promise<{ record: CaseRecord; fatal?: string }> {
  const { runDir, plan, planned, station, tables } = play;
  const work = beginCase(plan, runDir, station, planned);
  let record: CaseRecord | undefined;
  let broken: { error: unknown; fatal: boolean } | undefined;
  const traffic: Traffic = {
    async judge() {
      if (record) return record;
      await playTheRest(work, play);
      record = await conclude(work, station, { runDir, rules: plan.rules, tables });

      return record;
    },
  };
  try {
    await arrange(work, station);
    await waitIdle(work, station);
    await play.story(fixturesOf(work, play, 'case', traffic));
    if (!record)
      work.events.push({
        kind: 'broken',
        at: new Date().toISOString(),
        what: 'not-judged',
        detail: 'the story ended without asking for a verdict',
      });
  } catch (error) {
    if (!record) broken = await breakDown(work, play, error);
  }
  record ??= await conclude(work, station, { runDir, rules: plan.rules, tables });

  return broken?.fatal ? { record, fatal: reasonOf(broken.error) } : { record };
}

/** What follows the story's first question: the waits, the story under further identities, and its twin in normal mode. */
async function playTheRest(work: CaseWork, play: CasePlay): Promise<void> {
  const { plan, station, tables } = play;
  const windowMs = windowOf(station.batch.release.sdks, tables.sdks);
  work.lastUseMs = await readUptime(station);
  await waitForUploads(work, station, windowMs);
  // Blocks are compared with each other: what they show needs neither another identity nor a twin.
  const inBlocks = work.log.steps().some((step) => step.kind === 'block');
  while (work.identities < plan.identities && !inBlocks) {
    await arrange(work, station);
    await waitIdle(work, station);
    await playAgain(work, play, 'case');
    work.lastUseMs = await readUptime(station);
    await waitForUploads(work, station, windowMs);
  }
  work.log.add({ kind: 'story-ended' });
  if (plan.twin && work.planned.mode.private && !inBlocks)
    await playTwin(work, station, () => playAgain(work, play, 'twin'), windowMs);
}

/** Plays the story with new canaries up to its first question, which the first play asks for all of them. */
async function playAgain(work: CaseWork, play: CasePlay, use: 'case' | 'twin'): Promise<void> {
  const asked = new Error('the story was played again, and asks only once');
  try {
    await play.story(fixturesOf(work, play, use, { judge: () => Promise.reject(asked) }));
  } catch (error) {
    if (error !== asked) throw error;
  }
}

/** A story that failed is still judged from what was recorded: a leak counts however the case ended. */
async function breakDown(
  work: CaseWork,
  play: CasePlay,
  error: unknown,
): Promise<{ error: unknown; fatal: boolean }> {
  const event = await diagnose(error, play.session, play.assignment);
  work.events.push(event);
  work.log.add({ kind: 'step', name: `failed: ${event.what}`, detail: event.detail });
  const source = await limited('keep the page source', 10_000, () => play.station.handset.source()).catch(
    () => undefined,
  );
  if (source !== undefined) work.screens.set('failed.xml', Buffer.from(source));

  return {
    error,
    fatal: error instanceof StepTimeout || event.what === 'appium' || event.what === 'handset',
  };
}

function fixturesOf(work: CaseWork, play: CasePlay, use: 'case' | 'twin', traffic: Traffic): StoryFixtures {
  const { station, tables, planned } = play;
  const mode = use === 'twin' ? { private: false, statistics: planned.mode.statistics } : planned.mode;
  const where = {
    on: station.facts.simulated ? ('simulated' as const) : ('real' as const),
    release: station.batch.release,
    scenario: planned.scenario,
    mode,
  };

  const today = new Date().toISOString().slice(0, 10);
  const site = createSites(use === 'twin' ? work.twinMint : work.mint, station.internet, (kind) =>
    allowedRecipients(where, kind, tables.expectations, today),
  );

  return {
    browser: storyBrowser(work, station, mode.private),
    site,
    blocks: createBlocks(work, station, site, mode.private),
    traffic,
  };
}
