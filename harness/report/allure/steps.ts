import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCanaries } from '../../evidence/folders.ts';
import type { CanaryKind } from '../../model/canary.ts';
import type { CaseRecord } from '../../model/case.ts';
import type { RunCase } from '../../model/run.ts';
import { isLoaded, isPrivateProof } from '../../model/step-proofs.ts';
import { type TimelineStep, timelineSchema } from '../../model/timeline.ts';
import { nameOfStep } from '../step-name.ts';

interface AllureStep {
  name: string;
  status: 'passed' | 'broken';
  stage: 'finished';
  start: number;
  stop: number;
  steps: [];
  attachments: [];
  parameters: [];
}

/** The timeline of a case as Allure steps; each ends when the next begins. */
export async function stepsOf(runDir: string, row: RunCase, record: CaseRecord): Promise<AllureStep[]> {
  const { steps } = timelineSchema.parse(
    JSON.parse(await readFile(join(runDir, row.evidence, 'timeline.json'), 'utf8')),
  );
  const canaries = await readCanaries(join(runDir, row.evidence, 'canaries.json'));
  const kinds = new Map(canaries.map(({ id, kind }) => [id, kind]));

  return steps.map((step, at) => ({
    name: nameOfStep(step),
    status: hasPassed(step, kinds) ? 'passed' : 'broken',
    stage: 'finished',
    start: Date.parse(step.at),
    stop: Date.parse(steps[at + 1]?.at ?? record.finishedAt),
    steps: [],
    attachments: [],
    parameters: [],
  }));
}

/** @param kinds the kinds of the case's own canaries, by id */
function hasPassed(step: TimelineStep, kinds: ReadonlyMap<string, CanaryKind>): boolean {
  if (step.kind === 'private-proof') return isPrivateProof(step);
  if (step.kind === 'page-loaded') return isLoaded(step, kinds.get(step.canary));
  if (step.kind === 'window') return step.quiet;

  return !(step.kind === 'step' && step.name.startsWith('failed'));
}
