import { createCipheriv, createHash } from 'node:crypto';
import type { CaseEvidence, JudgedExchange } from '../../model/evidence.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import {
  timeInBlock,
  type PlannedBlock,
  planBlocks,
  recordedSteps,
} from '../../sizes/testing/recorded-blocks.ts';
import { cleanEvidence, exchange } from './evidence.ts';

type Block = Extract<TimelineStep, { kind: 'block' }>;

export const SEED = 'rule';
const HOST = 'tracking.vendor.example';

/** Bytes that cannot be decoded, different for each nonce. */
function encrypted(length: number, nonce: string): Uint8Array {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const cipher = createCipheriv('aes-256-ctr', digest(nonce), digest(nonce).subarray(0, 16));

  return cipher.update(Buffer.alloc(length));
}

/** A case whose browser sends one upload of this many bytes in each block; none for 0. */
export function caseWithBlocks(
  size: (block: PlannedBlock) => number,
  change: (steps: Block[]) => Block[] = (steps) => steps,
): CaseEvidence {
  const evidence = cleanEvidence();
  const uploads = planBlocks(SEED).flatMap((block): JudgedExchange[] => {
    const bytes = size(block);

    return bytes === 0
      ? []
      : [
          exchange({
            index: 100 + block.number,
            url: `https://${HOST}/up`,
            host: HOST,
            body: encrypted(bytes, `${block.number}`),
            at: timeInBlock(block.number),
            answer: { status: 200, mimeType: 'text/plain' },
          }),
        ];
  });

  return {
    ...evidence,
    exchanges: [...evidence.exchanges, ...uploads].map((each, index) => ({ ...each, index })),
    visibility: {
      ...evidence.visibility,
      recording: { from: evidence.visibility.recording.from, to: timeInBlock(999) },
      events: evidence.visibility.events.map((event) =>
        event.kind === 'heartbeat' ? { ...event, at: timeInBlock(999), beats: 999 * 150 } : event,
      ),
    },
    timeline: { ...evidence.timeline, steps: [...evidence.timeline.steps, ...change(recordedSteps(SEED))] },
  };
}

/** Upload size of a page counter, which sends one event per visit, whatever its address. */
export const pageCounter = ({ visits, number }: PlannedBlock) => 700 + 90 * visits + (number > 9 ? 1 : 0);
