import { printable } from '../../model/printable.ts';
import { nameOfRelease } from '../../model/release.ts';
import type { Run } from '../../model/run.ts';
import { switchText } from '../summary/sentence.ts';
import type { CaseSummary } from '../summary/summary.ts';
import { nameOfHandset } from './environment.ts';
import type { AllureResult } from './result.ts';
import { severityOf } from './severity.ts';

type Handset = Run['handsets'][number];

/** The labels of a case, by which Allure groups and filters. */
export function labelsOf(each: CaseSummary, handset: Handset | undefined): AllureResult['labels'] {
  const { row, mode, verdict, outcome } = each;
  const release = nameOfRelease(row.release);
  const labels: [name: string, value: string][] = [
    ['parentSuite', row.release.family],
    ['suite', release],
    ['subSuite', row.scenario],
    ['epic', row.release.family],
    ['feature', release],
    ['story', `${row.scenario}, ${mode}`],
    ['package', packageOf(each)],
    ['framework', 'webdriverio'],
    ['language', 'typescript'],
    ['case', row.id],
    ['family', row.release.family],
    ['release', release],
    ['scenario', row.scenario],
    ['mode', mode],
    ['verdict', verdict],
    ['outcome', outcome],
    ['severity', severityOf(each)],
    ['host', handset?.serial ?? 'none'],
    ['tag', verdict],
    ...(outcome === verdict ? [] : ([['tag', outcome]] as [string, string][])),
    ...(each.changed === undefined ? [] : ([['tag', 'changed']] as [string, string][])),
    ...(each.simulated ? ([['tag', 'simulated']] as [string, string][]) : []),
  ];

  return labels.map(([name, value]) => ({ name, value: name === 'case' ? value : printable(value) }));
}

/** What Allure shows next to the name of a case. */
export function parametersOf(each: CaseSummary, handset: Handset | undefined): AllureResult['parameters'] {
  const { row } = each;
  const position = switchText(row);
  const parameters: [name: string, value: string][] = [
    ['verdict', each.verdict],
    ['expected', row.expected.join(' or ')],
    ['mode', each.mode],
    ...(position === undefined ? [] : ([['statistics switch', position]] as [string, string][])),
    ['handset', handset ? `${nameOfHandset(handset)}, Android ${handset.android}` : 'none'],
  ];

  return parameters.map(([name, value]) => ({ name, value: printable(value) }));
}

/**
 * The release for the Packages tab. The tab cuts a name at each dot and makes a level of each piece, so that dots of a version
 * would scatter a release over several levels. It also uses the name in a CSS selector, which a quotation mark or a backslash
 * breaks.
 */
function packageOf({ release, row }: CaseSummary): string {
  return [row.release.family, release, row.scenario]
    .map((name) => printable(name).replaceAll(/[^\p{L}\p{N}@~+-]/gu, '_'))
    .join('.');
}
