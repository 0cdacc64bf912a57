import type { FeatureSet } from './feature.ts';
import { groupBy } from '../templates.ts';
import type { Observed } from './observed.ts';
import { numberOf, type Series } from './series.ts';

/** Numbers, sizes and times; the mean of each block. */
export function addNumbers(set: FeatureSet, observed: readonly Observed[], series: readonly Series[]): void {
  for (const group of groupBy(observed, ({ site, template }) => `${site} ${template}`).values())
    addGroup(set, group);
  for (const { host, site, template, path, values } of series) {
    const numbers = values.flatMap(({ block, value }) => {
      const number = numberOf(value);

      return number === undefined ? [] : [{ block, number }];
    });
    if (numbers.length < values.length || new Set(numbers.map(({ number }) => number)).size < 3) continue;
    for (const [block, each] of groupBy(numbers, (one) => one.block))
      set.add(
        block,
        { family: 'numbers', kind: 'number', host, site, template, where: path, detail: 'mean' },
        meanOf(each),
      );
  }
}

function addGroup(set: FeatureSet, group: readonly Observed[]): void {
  for (const [block, messages] of groupBy(group, (message) => message.block)) {
    const [first] = messages;
    if (!first) continue;
    const { host, site, template } = first;
    const bytes = messages.map((message) => ({ number: message.bytes }));
    set.add(
      block,
      { family: 'numbers', kind: 'size', host, site, template, where: 'size', detail: 'bytes of a body' },
      meanOf(bytes),
    );
    for (const [where, name] of [
      ['time after the visit', 'afterVisitMs'],
      ['time after the message before', 'afterMessageMs'],
    ] as const) {
      const times = messages.flatMap((message) =>
        message[name] === undefined ? [] : [{ number: message[name] }],
      );
      if (times.length > 0)
        set.add(
          block,
          { family: 'numbers', kind: 'number', host, site, template, where, detail: 'ms' },
          meanOf(times),
        );
    }
  }
}

function meanOf(values: readonly { number: number }[]): number {
  return values.reduce((sum, { number }) => sum + number, 0) / values.length;
}
