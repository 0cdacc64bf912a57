import type { CaseEvidence, JudgedExchange } from '../model/evidence.ts';
import { isLoaded } from '../model/step-proofs.ts';
import { counted } from '../model/counted.ts';
import type { TimelineStep } from '../model/timeline.ts';
import { hostsOf } from '../detect/index.ts';
import {
  countBlocks,
  FEWEST_BLOCKS,
  type PageArm,
  planPageBlocks,
  STAGES,
  type StageName,
} from './design.ts';
import { createDraw } from './draw.ts';
import { type ExperimentResult, testDependence } from './experiment.ts';
import { MESSAGE_ONLY } from './message.ts';
import type { RecordedBlock, Stage } from './stage.ts';
import { STAGE_ERROR, testError } from './stage-test.ts';
import { labelingsOf } from './test/labelings.ts';
import { MaxTest } from './test/max-test.ts';

type BlockStep = Extract<TimelineStep, { kind: 'block' }>;
/** What the rules of verdicts know of recipients and senders. */
export interface Judged {
  /** The registrable domain of a host; undefined for an address. */
  siteOf(host: string): string | undefined;
  /** Whether the browser, or an app that works for it, may have sent something. */
  isRelevant(sent: { uid?: number; otherApp?: string; standInEngine?: boolean }): boolean;
}

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
  { siteOf, isRelevant }: Judged,
): PageExperiment | undefined {
  const blocks = evidence.timeline.steps.flatMap((step) =>
    step.kind === 'block' && step.stage !== undefined ? [step] : [],
  );
  if (blocks.length === 0) return undefined;
  const departures = departuresOf(blocks, evidence);
  if (departures.length > 0) return { kind: 'void', departures };
  const [explore, confirm] = STAGES.map((stage) => stageOf(stage, blocks, evidence, isRelevant));
  if (!explore || !confirm) throw new Error('an experiment has two stages');
  const own = ownHosts(evidence);
  const isOwn = (host: string) => own.has(host.toLowerCase());

  const result = testDependence(explore, confirm, { isOwn, siteOf });
  const why = result.kind === 'tested' ? whyUnseen(result, [explore, confirm], isOwn) : undefined;

  return {
    kind: 'tested',
    explore,
    confirm,
    result: why === undefined ? result : { kind: 'undecided', why },
  };
}

/** Why it means nothing that nothing follows the page; undefined where something does, or everything was seen. */
function whyUnseen(
  { follows, messages, cut }: Extract<ExperimentResult, { kind: 'tested' }>,
  stages: readonly Stage[],
  isOwn: (host: string) => boolean,
): string | undefined {
  if (follows.length > 0) return undefined;
  if (messages.length === 0) return 'nothing was sent to others in the blocks';
  if (cut > 0) return `${counted(cut, 'message')} could not be read to the end`;
  const lost = stages
    .flatMap(({ blocks }) => blocks.flatMap(({ exchanges }) => exchanges))
    .filter((exchange) => !isOwn(exchange.host) && (exchange.lost?.length ?? 0) > 0);

  return lost.length > 0 ? `${counted(lost.length, 'message')} could not be recorded whole` : undefined;
}

/** Phrases that say how the blocks differ from the design. */
function departuresOf(blocks: readonly BlockStep[], evidence: Recorded): string[] {
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
    ...unloadedPages(blocks, evidence),
    ...(hasOwnPages(blocks) ? [] : ['both stages visit the same page']),
    ...departures,
    ...(isLonger ? ['the blocks of one page took longer'] : []),
  ];
}

/** Blocks whose visits were not all proven to load the page. */
function unloadedPages(blocks: readonly BlockStep[], { timeline, canaries }: Recorded): string[] {
  const kinds = new Map(canaries.map(({ id, kind }) => [id, kind]));
  const loads = timeline.steps.filter((step) => step.kind === 'page-loaded');

  return blocks.flatMap(({ at, to, page, visits, stage = '', number }) => {
    const proven = loads.filter(
      (load) =>
        load.canary === page && load.at >= at && load.at <= to && isLoaded(load, kinds.get(load.canary)),
    );

    return proven.length === visits
      ? []
      : [
          `${counted(proven.length, 'visit')} of ${visits} loaded the page in block ${number} of the stage ${stage}`,
        ];
  });
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
  const { ofPage: planned = FEWEST_BLOCKS } = first;
  if (planned < FEWEST_BLOCKS || blocks.length !== countBlocks(planned))
    return [`${blocks.length} of ${counted(countBlocks(planned), 'block')} of the stage ${stage} ran`];
  const plan = planPageBlocks(first.seed, planned);
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

function stageOf(
  stage: StageName,
  blocks: readonly BlockStep[],
  evidence: Recorded,
  isRelevant: Judged['isRelevant'],
): Stage {
  const compared = blocks.filter(
    (block) => block.stage === stage && (block.arm === 'a' || block.arm === 'b'),
  );
  const exchanges = evidence.exchanges
    .filter(isRelevant)
    .flatMap(piecesOf)
    .toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : one.index - other.index));
  const names = evidence.visibility.events.flatMap((event) => {
    if ((event.kind !== 'server-name' && event.kind !== 'tls-refused') || !isRelevant(event)) return [];
    const name = event.kind === 'server-name' ? event.name : event.sni;

    return name === null ? [] : [{ kind: 'sni' as const, name, at: event.at }];
  });

  return {
    arms: ['A', 'B'],
    blocks: compared.map(({ arm, at, to }): RecordedBlock => {
      const isWithin = (each: { at: string }) => each.at >= at && each.at <= to;

      return {
        arm: arm === 'a' ? 0 : 1,
        exchanges: exchanges.filter(isWithin),
        names: names.filter(isWithin),
      };
    }),
  };
}

/** A request and the messages of its WebSocket, each at its own time: a socket stays open over many blocks. */
function piecesOf(exchange: JudgedExchange): JudgedExchange[] {
  const messages = exchange.messages.map((message) => ({
    ...exchange,
    method: MESSAGE_ONLY,
    headers: [],
    body: new Uint8Array(),
    trailers: [],
    messages: [message],
    at: message.at ?? exchange.at,
  }));

  return [{ ...exchange, messages: [] }, ...messages];
}

/** Hosts with a part in the visits: the canaries' own, what their pages contact, and allowed recipients. */
function ownHosts({ canaries, ledger, exchanges }: Recorded): Set<string> {
  const all = [...canaries, ...ledger.map(({ canary }) => canary)];
  const own = all.flatMap((canary) => [...hostsOf(canary), ...(canary.allowedHosts ?? [])]);
  const contacted = exchanges.flatMap(({ responder, host }) => (responder === 'site' ? [host] : []));

  return new Set([...own, ...contacted].map((host) => host.toLowerCase()));
}
