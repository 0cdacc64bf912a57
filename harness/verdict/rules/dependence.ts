import type { CaseEvidence } from '../../model/evidence.ts';
import { counted } from '../../model/counted.ts';
import {
  DEPENDENCES,
  type Experiment,
  type Following,
  type Judged,
  labelingOf,
  pageExperimentOf,
  powerOf,
  type Stage,
} from '../../dependence/index.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import { probability } from '../../sizes/index.ts';
import type { Occurrence } from '../reasons.ts';
import { mayBeBrowser, senderOf } from '../senders.ts';
import { siteOf } from '../site.ts';

/** Simulated experiments for each kind of dependence. */
const TRIALS = 20;

/**
 * Compares the two pages of a case with blocks of pages. Something that follows the page makes the case suspect: it is not shown
 * to be the address, only that it tells pages apart. Otherwise the case is inconclusive. Another case only repeats what such an
 * experiment of its run has shown.
 */
export function dependenceReasons(evidence: CaseEvidence): Occurrence[] {
  const experiment = pageExperimentOf(evidence, judgedBy(evidence));
  if (!experiment) return evidence.timeline.steps.flatMap(independentOfPage);
  if (experiment.kind === 'void') return [undecided(experiment.departures.join('; '))];
  const { result, explore, confirm } = experiment;
  if (result.kind === 'undecided') return [undecided(result.why)];
  if (result.follows.length > 0)
    return result.follows.map((each) => followsPage(each, explore.blocks.length + confirm.blocks.length));

  return [
    {
      code: 'dependence-not-shown',
      values: { messages: result.messages.length, detail: powerIn(result.experiment, experiment) },
    },
  ];
}

/** How recipients and senders are judged in a case. */
export function judgedBy({ facts }: CaseEvidence): Judged {
  return { siteOf, isRelevant: (sent) => mayBeBrowser(senderOf(sent, facts)) };
}

function independentOfPage(step: TimelineStep): Occurrence[] {
  return step.kind === 'independent-of-page'
    ? [{ code: 'independent-of-page', values: { case: step.case, detail: step.detail } }]
    : [];
}

/** What would have been found, in words. */
function powerIn(experiment: Experiment, { explore, confirm }: { explore: Stage; confirm: Stage }): string {
  const labelings = [labelingOf(explore), labelingOf(confirm)] as const;
  const kinds = new Map<number, string[]>();
  for (const { bits, oneIn } of DEPENDENCES) {
    const found = Math.round(TRIALS * powerOf(experiment, labelings, { bits, oneIn }, TRIALS));
    kinds.set(oneIn, [...(kinds.get(oneIn) ?? []), `${found} with ${counted(bits, 'bit')}`]);
  }

  return [...kinds]
    .map(
      ([oneIn, found]) =>
        `of ${TRIALS} simulated values that depend on the page at ${oneIn === 1 ? 'every visit' : `1 visit in ${oneIn}`}, ${found.join(', ')} would have been found`,
    )
    .join('; ');
}

function followsPage({ feature, p, pagesToldApart, fits }: Following, blocks: number): Occurrence {
  const { host, template, where, detail } = feature;

  return {
    code: 'content-follows-page',
    values: {
      host: host === '' ? 'all hosts' : host,
      place: template === '' ? where : `${where} of ${template}`,
      detail,
      fits,
      blocks,
      p: probability(p),
      pages: pagesToldApart,
    },
  };
}

function undecided(detail: string): Occurrence {
  return { code: 'dependence-not-decided', values: { detail } };
}
