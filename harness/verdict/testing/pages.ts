import { createHash } from 'node:crypto';
import {
  pageIdOf,
  recordedPageSteps,
  type StageBlock,
  stageBlocks,
  timeInBlock,
} from '../../dependence/testing/recorded-pages.ts';
import type { CaseEvidence, JudgedExchange } from '../../model/evidence.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import { cleanEvidence, exchange } from './evidence.ts';

type Block = Extract<TimelineStep, { kind: 'block' }>;

const SEED = 'pages';
const HOST = 'tracking.vendor.example';

/** What a browser sends at a visit: values of a JSON. `number` counts visits, `code` depends on the page. */
export type SentAtVisit = (visit: { number: number; code: string; block: StageBlock }) => object;

/** Each visit loads its page. */
function loads(): TimelineStep[] {
  return stageBlocks(SEED).flatMap((block) =>
    Array.from({ length: block.visits }, (_, visit) => ({
      kind: 'page-loaded' as const,
      at: timeInBlock(block.index, 900 + visit * 20_000),
      canary: pageIdOf(block),
      served: true,
      beacon: true,
    })),
  );
}

/** A case whose browser sends one event at each visit. */
export function caseWithPages(
  sent: SentAtVisit,
  change: (steps: Block[]) => Block[] = (steps) => steps,
  isLoaded = true,
): CaseEvidence {
  const evidence = cleanEvidence();
  let number = 0;
  const events = stageBlocks(SEED).flatMap((block) =>
    Array.from({ length: block.visits }, (_, visit): JudgedExchange => {
      number++;
      const code = createHash('sha256')
        .update(`secret ${pageIdOf(block)}`)
        .digest('hex')
        .slice(0, 6);

      return exchange({
        index: 100 + number,
        url: `https://${HOST}/v1/e`,
        host: HOST,
        headers: [['content-type', 'application/json']],
        body: Buffer.from(JSON.stringify(sent({ number, code, block }))),
        at: timeInBlock(block.index, 1_000 + visit * 20_000),
        answer: { status: 200, mimeType: 'text/plain' },
      });
    }),
  );

  return {
    ...evidence,
    exchanges: [...evidence.exchanges, ...events].map((each, index) => ({ ...each, index })),
    visibility: {
      ...evidence.visibility,
      recording: { from: evidence.visibility.recording.from, to: timeInBlock(999) },
      events: evidence.visibility.events.map((event) =>
        event.kind === 'heartbeat' ? { ...event, at: timeInBlock(999), beats: 999 * 150 } : event,
      ),
    },
    timeline: {
      ...evidence.timeline,
      steps: [
        ...evidence.timeline.steps,
        ...[...change(recordedPageSteps(SEED)), ...(isLoaded ? loads() : [])].toSorted((one, other) =>
          one.at < other.at ? -1 : one.at > other.at ? 1 : 0,
        ),
      ],
    },
  };
}
