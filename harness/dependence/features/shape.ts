import type { FeatureSet } from './feature.ts';
import { groupBy } from '../templates.ts';
import type { Observed } from './observed.ts';

/** Number, presence and order of messages and fields. */
export function addShape(set: FeatureSet, observed: readonly Observed[], blocks: number): void {
  const totals = new Map(
    [...groupBy(observed, keyOf)].map(([key, group]) => [key, totalsOf(group, blocks)] as const),
  );
  for (const message of observed) {
    const { block, site, host, template, method, fields } = message;
    const about = { family: 'shape', host, site, template } as const;
    const add = (where: string, detail: string, of: string) =>
      set.add(block, { ...about, kind: 'count', template: of, where, detail });
    add('requests', 'requests with this template', template);
    add('host', `requests to ${host}`, method);
    add('site', 'requests to this site', '');
    for (const where of new Set(fields.map(({ path }) => path)))
      set.add(block, {
        ...about,
        kind: 'presence',
        where,
        detail: 'is sent',
        totals: totals.get(keyOf(message)),
      });
  }
  for (const [block, messages] of groupBy(observed, ({ block }) => block))
    addOrder(set, block, messages, totals);
}

function keyOf({ site, template }: Observed): string {
  return `${site} ${template}`;
}

function totalsOf(group: readonly Observed[], blocks: number): Float64Array {
  const totals = new Float64Array(blocks);
  for (const { block } of group) totals[block] = (totals[block] ?? 0) + 1;

  return totals;
}

function addOrder(
  set: FeatureSet,
  block: number,
  messages: readonly Observed[],
  totals: ReadonlyMap<string, Float64Array>,
): void {
  set.add(
    block,
    {
      family: 'shape',
      kind: 'count',
      host: '',
      site: '',
      template: '',
      where: 'requests',
      detail: 'requests in all',
    },
    messages.length,
  );
  for (const [at, message] of messages.entries()) {
    const { host, site, template } = message;
    const next = messages[at + 1];
    if (next)
      set.add(block, {
        family: 'shape',
        kind: 'order',
        host,
        site,
        template,
        where: 'order',
        detail: `followed by ${next.site} ${next.template}`,
        totals: totals.get(keyOf(message)),
      });
  }
}
