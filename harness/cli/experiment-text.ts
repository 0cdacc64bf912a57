import type { ExperimentResult, Following, Stage } from '../dependence/index.ts';
import { counted } from '../model/counted.ts';
import type { ExperimentReport } from '../model/experiment.ts';
import { printable } from '../model/printable.ts';

/** A following for the report. */
export function followingOf(following: Following): ExperimentReport['follows'][number] {
  const { feature, p, again, pagesToldApart } = following;
  const { host, template, where, kind } = feature;

  return {
    host,
    template,
    where,
    kind,
    p: Number(p.toPrecision(3)),
    confirmed: again !== undefined,
    pagesToldApart,
    text: textOf(following),
  };
}

function textOf({ feature, pagesToldApart, again, fits }: Following): string {
  const { host, template, where, kind, detail, counts } = feature;
  const blocks = counts.length + (again?.feature.counts.length ?? 0);
  const what = {
    value: `${where} (for example: it ${detail})`,
    presence: `whether ${where} ${detail}`,
    count: `the number of ${detail}`,
    order: `the order in ${where}`,
    size: `the ${detail}`,
    bit: `a bit of ${where} (${detail})`,
    position: `a character of ${where} (${detail})`,
    number: `the number ${where} (${detail})`,
  }[kind];
  const bits = Math.log2(pagesToldApart);
  const onOthers = again ? ', also on other pages' : '';

  return (
    `${what} of ${template || 'requests'} to ${host || 'all hosts'} follows the page ` +
    `in ${fits} of ${counted(blocks, 'block')}: it was the same for the same page, and different for different pages${onOthers}. It can tell at least ${pagesToldApart} pages apart ` +
    `(${Number(bits.toFixed(1))} ${bits === 1 ? 'bit' : 'bits'})`
  );
}

/** The smallest dependence that these blocks would have shown. */
export function wouldHaveSeen(result: ExperimentResult, { arms, blocks }: Stage): string {
  if (result.kind === 'undecided' || result.messages.length === 0)
    return 'nothing: the recordings could not be tested';
  const [first = ''] = arms;
  const ofFirst = blocks.filter(({ arm }) => arm === 0).length;
  if (result.blocksToSee === undefined)
    return `no value of one field, even if it was sent in each of ${counted(ofFirst, 'block')} of ${first} and in no other`;

  return `a value that was sent in ${result.blocksToSee} of ${counted(ofFirst, 'block')} of ${first} and in no other block. What is sent less often, or encrypted with a new key each time, is not seen`;
}

/** The report for a person. */
export function describeExperiment(report: ExperimentReport): string[] {
  const { blocks, confirmBlocks, follows, undecided, familyWiseError } = report;
  const listed = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([name, count]) => `${name}: ${counted(count, 'block')}`)
      .join(', ');
  const head = `Pages: ${listed(blocks)}${confirmBlocks ? `; again on other pages: ${listed(confirmBlocks)}` : ''}`;
  const lines = follows.map(({ text, p }) => `  ${text} (p = ${p})`);
  const answer =
    follows.length > 0
      ? [`${counted(follows.length, 'dependence')} on the page:`, ...lines]
      : undecided === undefined
        ? ['Nothing follows the page.']
        : [`Not decided: ${undecided}.`];

  return [
    head,
    ...answer,
    `Left out as the pages' own: ${report.leftOut?.join(', ') || 'no request'}.`,
    `Would have been seen: ${report.wouldHaveSeen}.`,
    `Probability of any false finding: ${familyWiseError}.`,
  ].map(printable);
}
