import type { CaseEvidence, JudgedExchange } from '../model/evidence.ts';
import { counted } from '../model/counted.ts';
import { hostsOf } from '../detect/index.ts';
import { type BlockStep, departuresOf, isCompared, isEarlierPage } from './departures.ts';
import { STAGES } from './design.ts';
import { type ExperimentResult, testDependence } from './experiment.ts';
import { messagesOf } from './fields/read-message.ts';
import { type Message, MESSAGE_ONLY } from './message.ts';
import type { RecordedBlock, Stage } from './stage.ts';

/** What the rules of verdicts know of recipients and senders. */
export interface Attribution {
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
  | {
      kind: 'tested';
      result: ExperimentResult;
      explore: Stage;
      confirm: Stage;
      /** What was sent when page A of the first stage was visited again under the identity of the second one. */
      earlier: readonly Message[];
      /** Hosts that received something in the blocks and were not compared. */
      leftOut: readonly string[];
    };

/** Undefined for a case without such blocks. */
export function pageExperimentOf(
  evidence: Recorded,
  { siteOf, isRelevant }: Attribution,
): PageExperiment | undefined {
  const blocks = evidence.timeline.steps.flatMap((step) =>
    step.kind === 'block' && step.stage !== undefined ? [step] : [],
  );
  if (blocks.length === 0) return undefined;
  const departures = departuresOf(blocks, evidence);
  if (departures.length > 0) return { kind: 'void', departures };
  const recorded = recordedOf(evidence, isRelevant);
  const [explore, confirm] = STAGES.map(
    (stage): Stage => ({
      arms: ['A', 'B'],
      blocks: blocks.filter((block) => block.stage === stage && isCompared(block)).map(recorded),
    }),
  );
  if (!explore || !confirm) throw new Error('an experiment has two stages');
  const own = ownHosts(evidence);
  const isOwn = (host: string) => own.has(host.toLowerCase());
  const sites = { isOwn, siteOf };
  const result = testDependence(explore, confirm, sites);
  const why = result.kind === 'tested' ? whyUnseen(result, [explore, confirm], isOwn) : undefined;

  return {
    kind: 'tested',
    explore,
    confirm,
    result: why === undefined ? result : { kind: 'undecided', why },
    earlier: blocks.filter(isEarlierPage).flatMap((block, at) => messagesOf(recorded(block), at, sites)),
    leftOut: leftOut([...explore.blocks, ...confirm.blocks], isOwn),
  };
}

function leftOut(blocks: readonly RecordedBlock[], isOwn: (host: string) => boolean): string[] {
  const hosts = blocks.flatMap(({ exchanges }) => exchanges.map(({ host }) => host.toLowerCase()));

  return [...new Set(hosts.filter(isOwn))].sort();
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

/** What was recorded in a block. */
function recordedOf(
  evidence: Recorded,
  isRelevant: Attribution['isRelevant'],
): (block: BlockStep) => RecordedBlock {
  const exchanges = evidence.exchanges
    .filter(isRelevant)
    .flatMap(piecesOf)
    .toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : one.index - other.index));
  const names = evidence.visibility.events.flatMap((event) => {
    if ((event.kind !== 'server-name' && event.kind !== 'tls-refused') || !isRelevant(event)) return [];
    const name = event.kind === 'server-name' ? event.name : event.sni;

    return name === null ? [] : [{ kind: 'sni' as const, name, at: event.at }];
  });

  return ({ arm, at, to }) => {
    const isWithin = (each: { at: string }) => each.at >= at && each.at <= to;

    return {
      arm: arm === 'b' ? 1 : 0,
      exchanges: exchanges.filter(isWithin),
      names: names.filter(isWithin),
    };
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
