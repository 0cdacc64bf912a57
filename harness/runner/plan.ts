import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FEWEST_BLOCKS, MOST_BLOCKS } from '../dependence/index.ts';
import { caseId } from '../model/case.ts';
import { Fault, invariant } from '../model/fault.ts';
import type { FamilyRow } from '../model/family.ts';
import { type Mode, nameOfMode, parseMode } from '../model/mode.ts';
import type { Batch, Plan } from '../model/plan.ts';
import { type Catalog, type CataloguedRelease, nameOfRelease } from '../model/release.ts';
import { orderReleases, selectReleases } from '../releases/select.ts';
import type { Sdk } from '../model/sdk.ts';
import { parseCapabilities } from './capabilities.ts';
import { parseHandsets } from './handset-choice.ts';
import { projectRoot } from './project.ts';
import { CASE_STEPS_MS, waitMsOf } from './schedule/case-time.ts';
import { cutBatches } from './schedule/cut-batches.ts';

export interface PlanRequest {
  catalog: Catalog;
  /** All families. Batches of a family with helpers are never cut: only later cases on the same handset record late data of helpers. */
  families: readonly Pick<FamilyRow, 'family' | 'helpers'>[];
  /** All SDKs. They decide how long each batch waits. */
  sdks: readonly Sdk[];
  rules: string;
  releases: readonly string[];
  /** Releases to run in place of those that `releases` names. */
  chosen?: readonly CataloguedRelease[];
  scenarios: readonly string[];
  modes: readonly string[];
  handsets: readonly string[];
  speed: number;
  /** Number of fresh identities; 1 by default. */
  identities?: number;
  /** Compared blocks of each page in a stage of `depends-on-page`; 6 by default. */
  blocks?: number;
  /** How long the last window before the twin lasts at least, milliseconds of handset time; 0 by default. */
  soakMs?: number;
  /** Whether each private scenario has a twin in normal mode; true by default. */
  twin?: boolean;
  /** Values of `--capability`. */
  capabilities?: readonly string[];
  run?: string;
}

/** Plans every case of a run: release x scenario x mode, and the skipped ones with the reason. @throws {Fault} for unknown names */
export async function makePlan(request: PlanRequest): Promise<Plan> {
  const { simulated, count, interchangeable } = parseHandsets(request.handsets);
  const releases = chooseReleases(request, simulated);
  const specs = await chooseSpecs(request.scenarios);
  const modes = chooseModes(request.modes);
  const skipped: Plan['skipped'] = [];
  const batches = releases.map((release): Batch => {
    const id = `${nameOfRelease(release)}~${release.sha256.slice(0, 8)}`;
    const cases: Batch['cases'] = [];
    for (const scenario of Object.keys(specs)) {
      for (const mode of modes) {
        const why = skipReason(release, mode);
        if (why) skipped.push({ release: nameOfRelease(release), scenario, mode: nameOfMode(mode), why });
        else cases.push({ id: caseId({ release, scenario, mode }), batch: id, scenario, mode });
      }
    }

    return { id, release, cases };
  });
  const blocks = request.blocks ?? FEWEST_BLOCKS;
  invariant(
    blocks >= FEWEST_BLOCKS && blocks <= MOST_BLOCKS,
    blocks < FEWEST_BLOCKS
      ? `--blocks ${blocks} is too few: with fewer than ${FEWEST_BLOCKS} blocks of each page nothing can be found`
      : `--blocks ${blocks} is too many: a stage has at most ${MOST_BLOCKS} blocks of each page`,
    `leave --blocks out, or give a number from ${FEWEST_BLOCKS} to ${MOST_BLOCKS}`,
  );
  const [speed, identities, twin] = [
    simulated ? request.speed : 1,
    request.identities ?? 1,
    request.twin ?? true,
  ];
  const soakMs = request.soakMs ?? 0;
  const waitPlan = { sdks: request.sdks, clock: { simulated, speed }, identities, twin, blocks, soakMs };
  const plannedBatches = cutBatches(
    batches.filter((batch) => batch.cases.length > 0),
    {
      count,
      interchangeable,
      mustStayWhole: ({ release }) =>
        helpersOf(release.family, request.families).length > 0 ||
        request.sdks.some(({ id, apk }) => apk?.helpers !== undefined && release.sdks.includes(id)),
    },
    (planned, batch) => waitMsOf(planned, batch, waitPlan) + CASE_STEPS_MS,
  );
  invariant(plannedBatches.length > 0, 'nothing to run: every requested case is skipped', skipped[0]?.why);

  return {
    schema: 'leakgate/plan@1',
    run: request.run ?? newRunId(new Date()),
    createdAt: new Date().toISOString(),
    rules: request.rules,
    handsets: [...request.handsets],
    speed,
    identities,
    blocks,
    soakMs,
    twin,
    capabilities: parseCapabilities(request.capabilities ?? []),
    specs,
    batches: plannedBatches,
    skipped,
  };
}

/** `20200504T013000Z-1a2b` */
export function newRunId(now: Date): string {
  return `${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z-${randomBytes(2).toString('hex')}`;
}

function chooseReleases(request: PlanRequest, simulated: boolean): CataloguedRelease[] {
  if (request.chosen) {
    const misfit = request.chosen.find((release) => release.simulated !== simulated);
    if (misfit) throw misfitFault(misfit, simulated);

    return orderReleases(request.chosen);
  }
  const kind = simulated ? 'simulated' : 'real';
  const runnable = request.catalog.releases.filter(
    (release) => release.simulated === simulated && !release.proving,
  );
  if (request.releases.length === 0) {
    invariant(
      runnable.length > 0,
      `the catalogue has no release for a ${kind} handset`,
      'add APKs with: leakgate apks add PATH',
    );

    return orderReleases(runnable);
  }
  const chosen = new Map<string, CataloguedRelease>();
  for (const expression of request.releases) {
    const named = selectReleases(
      request.catalog,
      expression,
      request.families.map(({ family }) => family),
    );
    const runnable = named.filter((release) => release.simulated === simulated);
    const [misfit] = named;
    if (runnable.length === 0 && misfit) throw misfitFault(misfit, simulated);
    for (const release of runnable) chosen.set(release.sha256, release);
  }

  return orderReleases([...chosen.values()]);
}

function misfitFault(release: CataloguedRelease, simulated: boolean): Fault {
  return simulated
    ? new Fault(
        `${nameOfRelease(release)} (${release.file}) is a vendor's APK: the simulated handset has no Android runtime and cannot run it`,
        {
          fix: 'use --handset SERIAL with a phone or an emulator, or choose a simulated release (leakgate apks list shows them)',
        },
      )
    : new Fault(
        `${nameOfRelease(release)} (${release.file}) is a simulated browser, which only the simulated handset can run`,
        { fix: "add the vendor's APK with: leakgate apks add PATH, or use --handset sim" },
      );
}

/** Scenarios in this folder of `specs/` take so long that they run only when they are named. */
const ON_REQUEST = 'on-request';

/** The spec files of the named scenarios, by scenario; when none is named, all of `specs/` except those on request. */
async function chooseSpecs(scenarios: readonly string[]): Promise<Record<string, string>> {
  const folder = join(projectRoot, 'specs');
  const defaultSpecs = await specsIn(folder);
  const allSpecs = new Map([...defaultSpecs, ...(await specsIn(join(folder, ON_REQUEST)))]);
  const names = scenarios.length > 0 ? [...new Set(scenarios)] : defaultSpecs.keys();
  const specs: Record<string, string> = {};
  for (const name of names) {
    const file = allSpecs.get(name);
    invariant(file, `unknown scenario '${name}'`, `the scenarios are ${[...allSpecs.keys()].join(', ')}`);
    specs[name] = file;
  }

  return specs;
}

/** The spec files that are directly in a folder, by scenario. */
async function specsIn(folder: string): Promise<Map<string, string>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.spec.ts')).toSorted();

  return new Map(files.map((file) => [basename(file, '.spec.ts'), join(folder, file)]));
}

function chooseModes(texts: readonly string[]): Mode[] {
  const modes = texts.length > 0 ? texts.map(parseMode) : [parseMode('private')];

  return [...new Map(modes.map((mode) => [nameOfMode(mode), mode])).values()];
}

function skipReason(release: CataloguedRelease, mode: Mode): string | undefined {
  return mode.statistics !== 'default' && !release.statisticsSwitch
    ? `${nameOfRelease(release)} has no statistics switch`
    : undefined;
}

function helpersOf(family: string, families: PlanRequest['families']): readonly string[] {
  return families.find((row) => row.family === family)?.helpers ?? [];
}
