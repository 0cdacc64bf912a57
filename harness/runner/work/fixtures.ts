import type { Plan, PlannedCase } from '../../model/plan.ts';
import { allowedRecipients } from '../../verdict/index.ts';
import type { Tables } from '../tables.ts';
import { type Blocks, createBlocks } from './blocks.ts';
import type { BegunCase } from './case-in-progress.ts';
import type { Traffic } from './expectations.ts';
import type { Actions } from './scenario-run.ts';
import { type ScenarioBrowser, scenarioBrowser } from './scenario-browser.ts';
import { createSites, type Sites } from './sites.ts';
import type { Station } from './station.ts';

/** What the function of a scenario receives. */
export interface ScenarioFixtures {
  browser: ScenarioBrowser;
  site: Sites;
  blocks: Blocks;
  traffic: Traffic;
}

/** The function of a spec. It runs once for each identity and once for the twin, each time with new canaries. */
export type Scenario = (fixtures: ScenarioFixtures) => Promise<void>;

/** Creates the fixtures of one run of a scenario, except `traffic`. */
export function createFixtures(
  work: BegunCase,
  { station, tables, planned, plan }: { station: Station; tables: Tables; planned: PlannedCase; plan: Plan },
  use: 'case' | 'twin',
  actions: Actions,
): Omit<ScenarioFixtures, 'traffic'> {
  const mode = use === 'twin' ? { private: false, statistics: planned.mode.statistics } : planned.mode;
  const conditions = {
    on: station.facts().simulated ? ('simulated' as const) : ('real' as const),
    release: station.batch.release,
    scenario: planned.scenario,
    mode,
  };
  const today = new Date().toISOString().slice(0, 10);
  const canaries = use === 'twin' ? work.twinCanaries : work.canaries;
  const sites = createSites(canaries, station.internet, (kind) =>
    allowedRecipients(conditions, kind, tables.expectations, today),
  );

  return {
    browser: scenarioBrowser(work, station, actions, mode.private),
    site: withOverCheck(sites, actions),
    blocks: createBlocks(work, station, actions, sites, { isPrivate: mode.private, ofPage: plan.blocks }),
  };
}

/** The same sites, which throw after the scenario has ended or failed, so that no canary is generated for it. */
function withOverCheck(sites: Sites, { throwIfOver }: Actions): Sites {
  const checked =
    <A extends unknown[], R>(make: (...args: A) => R) =>
    (...args: A): R => {
      throwIfOver();

      return make(...args);
    };

  return {
    page: checked(sites.page),
    linkedPages: checked(sites.linkedPages),
    search: checked(sites.search),
  };
}
