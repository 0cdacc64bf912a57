import type { CaseEvidence } from '../../model/evidence.ts';
import { counted } from '../../model/counted.ts';
import {
  DEPENDENCES,
  type Experiment,
  type Following,
  type Attribution,
  type PageExperiment,
  labelingOf,
  pageExperimentOf,
  powerOf,
  underOtherIdentity,
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
  const experiment = pageExperimentOf(evidence, attributionOf(evidence));
  if (!experiment) return evidence.timeline.steps.flatMap(independentOfPage);
  const subject = subjectOf(evidence);
  if (experiment.kind === 'void') return [undecided(experiment.departures.join('; '), subject)];
  const { result } = experiment;
  if (result.kind === 'undecided') return [undecided(result.why, subject)];
  if (result.follows.length > 0) return followingReasons(result, experiment, subject);

  return [
    {
      code: 'dependence-not-shown',
      values: {
        subject,
        messages: counted(result.messages.length, 'message'),
        detail: powerIn(result.experiment, experiment),
      },
    },
  ];
}

/** Whose traffic counts in a case, and to whom it goes. */
export function attributionOf({ facts }: CaseEvidence): Attribution {
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

type Subject = 'page' | 'search';

/** What the blocks of a case differ in. */
function subjectOf({ canaries, timeline: { steps } }: CaseEvidence): Subject {
  const pages = new Set(steps.flatMap((step) => (step.kind === 'block' ? (step.page ?? []) : [])));

  return canaries.some(({ id, kind }) => kind === 'search' && pages.has(id)) ? 'search' : 'page';
}

function followingReasons(
  { follows, experiment }: { follows: readonly Following[]; experiment: Experiment },
  { explore, confirm, earlier }: Extract<PageExperiment, { kind: 'tested' }>,
  subject: Subject,
): Occurrence[] {
  const labelings = [labelingOf(explore), labelingOf(confirm)] as const;
  const underOther = underOtherIdentity(follows, experiment, labelings, earlier);

  return follows.map(({ feature: { host, template, where, detail }, p, pagesToldApart, fits }, at) => ({
    code: 'content-follows-page',
    values: {
      subject,
      host: host === '' ? 'all hosts' : host,
      place: template === '' ? where : `${where} of ${template}`,
      detail,
      fits,
      blocks: explore.blocks.length + confirm.blocks.length,
      p: probability(p),
      pages: pagesToldApart,
      identity: identityWords(underOther[at], subject),
      whole: subject === 'page' ? 'address' : 'words',
    },
  }));
}

function identityWords(value: 'same' | 'other' | undefined, subject: Subject): string {
  return value === undefined
    ? 'It is unknown whether it depends on the identity too.'
    : `Under another identity, the first ${subject} gave ${value === 'same' ? 'the same' : 'something else'}.`;
}

function undecided(detail: string, subject: Subject): Occurrence {
  return { code: 'dependence-not-decided', values: { subject, detail } };
}
