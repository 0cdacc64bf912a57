import type { CaseEvidence } from '../../model/evidence.ts';
import { counted } from '../../model/counted.ts';
import { type Following, pageExperimentOf } from '../../dependence/index.ts';
import { probability } from '../../sizes/index.ts';
import type { Occurrence } from '../reasons.ts';
import { siteOf } from '../site.ts';

/**
 * Compares the two pages of a case with blocks of pages; any other case gives no reason. Something that follows the page makes
 * the case suspect: it is not shown to be the address, only that it tells pages apart. Otherwise the case is inconclusive.
 */
export function dependenceReasons(evidence: CaseEvidence): Occurrence[] {
  const experiment = pageExperimentOf(evidence, siteOf);
  if (!experiment) return [];
  if (experiment.kind === 'void') return [undecided(experiment.departures.join('; '))];
  const { result } = experiment;
  if (result.kind === 'undecided') return [undecided(result.why)];
  if (result.follows.length > 0) return result.follows.map(followsPage);
  if (result.cut > 0) return [undecided(`${counted(result.cut, 'message')} could not be read to the end`)];

  return [
    {
      code: 'dependence-not-shown',
      values: {
        messages: result.messages.length,
        detail:
          result.blocksToSee === undefined
            ? 'no single value would have been found'
            : `a value that is sent in ${result.blocksToSee} of ${experiment.ofPage} blocks of a page, and never for the other, would have been found`,
      },
    },
  ];
}

function followsPage({ feature, p, pagesToldApart }: Following): Occurrence {
  const { host, template, where, detail } = feature;

  return {
    code: 'content-follows-page',
    values: {
      host: host === '' ? 'all hosts' : host,
      place: template === '' ? where : `${where} of ${template}`,
      detail,
      p: probability(p),
      pages: pagesToldApart,
    },
  };
}

function undecided(detail: string): Occurrence {
  return { code: 'dependence-not-decided', values: { detail } };
}
