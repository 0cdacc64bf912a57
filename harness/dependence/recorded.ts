import type { CaseEvidence } from '../model/evidence.ts';
import { counted } from '../model/counted.ts';
import type { TimelineStep } from '../model/timeline.ts';
import { hostsOf } from '../detect/index.ts';
import { FEWEST_BLOCKS, type PageArm, planPageBlocks, STAGES, type StageName } from './design.ts';
import { createDraw } from './draw.ts';
import { type ExperimentResult, testDependence } from './experiment.ts';
import type { RecordedBlock, Stage } from './stage.ts';
import { STAGE_ERROR, testError } from './stage-test.ts';
import { labelingsOf } from './test/labelings.ts';
import { MaxTest } from './test/max-test.ts';

type BlockStep = Extract<TimelineStep, { kind: 'block' }>;
type Recorded = Pick<CaseEvidence, 'timeline' | 'canaries' | 'ledger' | 'exchanges' | 'visibility'>;

/** The result of a case with pages. */
export type PageExperiment =
  /** The blocks differ from the design, so that nothing is tested. */
  | { kind: 'void'; departures: string[] }
  | { kind: 'tested'; result: ExperimentResult; explore: Stage; confirm: Stage };

/** A block may last from half to twice the median: a busy machine delays one now and then, whatever its page. */
const LENGTH_FACTOR = 2;

/** Undefined for a case without such blocks. */
export function pageExperimentOf(
  evidence: Recorded,
  siteOf: (host: string) => string | undefined,
): PageExperiment | undefined {
  const blocks = evidence.timeline.steps.flatMap((step) =>
    step.kind === 'block' && step.stage !== undefined ? [step] : [],
  );
  if (blocks.length === 0) return undefined;
  const departures = departuresOf(blocks);
  if (departures.length > 0) return { kind: 'void', departures };
  const [explore, confirm] = STAGES.map((stage) => stageOf(stage, blocks, evidence));
  if (!explore || !confirm) throw new Error('an experiment has two stages');
  const own = ownHosts(evidence);
  const isOwn = (host: string) => own.has(host.toLowerCase());

  return {
    kind: 'tested',
    explore,
    confirm,
    result: testDependence(explore, confirm, { isOwn, siteOf }),
  };
}

/** Phrases that say how the blocks differ from the design. */
function departuresOf(blocks: readonly BlockStep[]): string[] {
  const overlaps = blocks.some(({ at, to }, index) => !(at <= to) || at < (blocks[index - 1]?.to ?? ''));
  const isInTurn = blocks.every(
    ({ stage }, index) => index === 0 || stage === blocks[index - 1]?.stage || stage === 'confirm',
  );

  const ofStages = STAGES.map((stage) => blocks.filter((each) => each.stage === stage));
  const departures = ofStages.flatMap((ofStage, at) => stageDepartures(ofStage, STAGES[at] ?? 'explore'));
  // By chance, one stage has such lengths now and then; what follows them is not found in the other stage.
  const isLonger = departures.length === 0 && ofStages.every(doLengthsFollow);

  return [
    ...(overlaps ? ['blocks overlap'] : []),
    ...(isInTurn ? [] : ['the stages are not one after the other']),
    ...(hasOwnPages(blocks) ? [] : ['both stages visit the same page']),
    ...departures,
    ...(isLonger ? ['the blocks of one page took longer'] : []),
  ];
}

/** Whether no page is visited in both stages. */
function hasOwnPages(blocks: readonly BlockStep[]): boolean {
  const [explore = new Set(), confirm = new Set()] = STAGES.map(
    (stage) => new Set(blocks.flatMap((block) => (block.stage === stage ? (block.page ?? []) : []))),
  );

  return [...explore].every((page) => !confirm.has(page));
}

function stageDepartures(blocks: readonly BlockStep[], stage: StageName): string[] {
  const [first] = blocks;
  if (!first) return [`the stage ${stage} did not run`];
  const plan = planPageBlocks(first.seed, first.ofPage ?? FEWEST_BLOCKS);
  if (blocks.length !== plan.length)
    return [`${blocks.length} of ${counted(plan.length, 'block')} of the stage ${stage} ran`];
  const isAsDrawn = blocks.every(
    ({ number, arm, visits, seed, ofPage }, at) =>
      number === at &&
      seed === first.seed &&
      ofPage === first.ofPage &&
      arm === plan[at]?.arm &&
      visits === plan[at]?.visits,
  );
  if (!isAsDrawn)
    return [`the blocks of the stage ${stage} differ from the design that their seed determines`];

  return pageDepartures(blocks, stage);
}

function pageDepartures(blocks: readonly BlockStep[], stage: StageName): string[] {
  const compared = blocks.filter(({ arm }) => arm === 'a' || arm === 'b');
  const pagesOf = (page: PageArm) =>
    new Set(compared.filter(({ arm }) => arm === page).map((each) => each.page));
  const [a, b] = [pagesOf('a'), pagesOf('b')];
  if (a.size !== 1 || b.size !== 1 || [...a].some((page) => page === undefined || b.has(page)))
    return [`the blocks of the stage ${stage} do not visit two pages`];
  if (new Set(compared.map(({ urlBytes }) => urlBytes)).size !== 1)
    return [`the addresses of the stage ${stage} differ in length`];

  return lengthDepartures(compared, stage);
}

function lengthDepartures(compared: readonly BlockStep[], stage: StageName): string[] {
  const lengths = compared.map(({ handsetMs = Number.NaN }) => handsetMs);
  const median = lengths.toSorted((one, other) => one - other)[lengths.length >> 1] ?? 0;

  return lengths.every((length) => length * LENGTH_FACTOR >= median && length <= LENGTH_FACTOR * median)
    ? []
    : [`the blocks of the stage ${stage} did not all take about the same time`];
}

/** Whether blocks last longer for one page: they would have more of what is sent regularly. */
function doLengthsFollow(blocks: readonly BlockStep[]): boolean {
  const compared = blocks.filter(({ arm }) => arm === 'a' || arm === 'b');
  const counts = Float64Array.from(compared, ({ handsetMs = Number.NaN }) => handsetMs);
  const pages = Uint8Array.from(compared, ({ arm }) => (arm === 'a' ? 0 : 1));
  const [tested] = new MaxTest([{ counts }], labelingsOf(pages, createDraw('lengths'))).under(pages);

  return tested !== undefined && tested.p <= testError(STAGE_ERROR);
}

function stageOf(stage: StageName, blocks: readonly BlockStep[], evidence: Recorded): Stage {
  const compared = blocks.filter(
    (block) => block.stage === stage && (block.arm === 'a' || block.arm === 'b'),
  );

  return { arms: ['A', 'B'], blocks: compared.map((block) => recordedBlockOf(block, evidence)) };
}

function recordedBlockOf(block: BlockStep, { exchanges, visibility }: Recorded): RecordedBlock {
  const isWithin = (at: string) => at >= block.at && at <= block.to;

  return {
    arm: block.arm === 'a' ? 0 : 1,
    exchanges: exchanges
      .filter(({ at, standInEngine }) => isWithin(at) && !standInEngine)
      .toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : one.index - other.index)),
    names: visibility.events.flatMap((event) => {
      if (event.kind !== 'server-name' && event.kind !== 'tls-refused') return [];
      const name = event.kind === 'server-name' ? event.name : event.sni;

      return name !== null && isWithin(event.at) ? [{ kind: 'sni' as const, name }] : [];
    }),
  };
}

/** Hosts with a part in the visits: the canaries' own, what their pages contact, and allowed recipients. */
function ownHosts({ canaries, ledger, exchanges }: Recorded): Set<string> {
  const all = [...canaries, ...ledger.map(({ canary }) => canary)];
  const own = all.flatMap((canary) => [...hostsOf(canary), ...(canary.allowedHosts ?? [])]);
  const contacted = exchanges.flatMap(({ responder, host }) => (responder === 'site' ? [host] : []));

  return new Set([...own, ...contacted].map((host) => host.toLowerCase()));
}
