import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaseRecord } from '../../model/case.ts';
import type { RunCase } from '../../model/run.ts';
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

  return steps.map((step, at) => ({
    name: nameOfStep(step),
    status: hasPassed(step) ? 'passed' : 'broken',
    stage: 'finished',
    start: Date.parse(step.at),
    stop: Date.parse(steps[at + 1]?.at ?? record.finishedAt),
    steps: [],
    attachments: [],
    parameters: [],
  }));
}

function hasPassed(step: TimelineStep): boolean {
  if (step.kind === 'private-proof') return step.cues.filter((cue) => cue.seen).length >= 2;
  if (step.kind === 'page-loaded') return step.served;
  if (step.kind === 'window') return step.quiet;

  return !(step.kind === 'step' && step.name.startsWith('failed'));
}
