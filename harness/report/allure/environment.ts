import { printable } from '../../model/printable.ts';
import type { Run } from '../../model/run.ts';
import { headlineOf } from '../summary/headline.ts';
import type { RunSummary } from '../summary/summary.ts';

type Handset = Run['handsets'][number];

/** `environment.properties`: the run, its gate, its digest, its tools and its handsets. */
export function environmentOf(summary: RunSummary): string {
  const { run } = summary;
  const rows: [string, string][] = [
    ['Run', run.id],
    ['Run.digest', `sha256:${summary.digest}`],
    ...(summary.warnings.length > 0
      ? ([['Evidence', summary.warnings.map((line) => line.trim()).join(' ')]] as [string, string][])
      : []),
    ['Gate', headlineOf(summary)],
    ['Rules', run.rules],
    ['Leakgate', run.tool.version],
    ['Appium', run.tool.appium],
    ['UiAutomator2.driver', run.tool.driver],
    ['mockttp', run.tool.mockttp],
    ['Node', run.tool.node],
    ...(run.tool.chromium ? ([['Stand-in.engine', run.tool.chromium]] as [string, string][]) : []),
    ...run.handsets.map((handset, at): [string, string] => [`Handset.${at}`, factsOf(handset)]),
  ];

  return `${rows.map(([key, value]) => `${key}=${printable(value).replaceAll('\\', '\\\\')}`).join('\n')}\n`;
}

/** The model of a handset, with `simulated` in the name of a simulated one. */
export function nameOfHandset({ simulated, model }: Pick<Handset, 'simulated' | 'model'>): string {
  return simulated && !/simulated/i.test(model) ? `simulated ${model}` : model;
}

function factsOf(handset: Handset): string {
  return `${nameOfHandset(handset)}, Android ${handset.android} (${handset.serial}), ${handset.interception}, clock x${handset.speed}`;
}
