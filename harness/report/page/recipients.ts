import { counted } from '../../model/counted.ts';
import { claimedLeaks, type Leak } from '../summary/leaks.ts';
import { groupBy } from '../summary/group-by.ts';
import { linkLines } from '../ties.ts';
import { html, joined, type Part } from './html.ts';
import type { PageContext } from './page-input.ts';
import { nameOfCanary, nameOfMatch } from './words.ts';

/** Who received history: host, owner, country, SDK, and what each received from which releases. */
export function recipientsOf({ cases, summary, anchor }: PageContext): Part {
  const found = cases.flatMap((each) => each.summary.leaks.map((leak) => ({ leak, each: each.summary })));
  const isClaimed = ({ leak, each }: (typeof found)[number]) =>
    each.verdict === 'leaks' && claimedLeaks(each.leaks).includes(leak);
  const received = found.filter(isClaimed);
  const suspected = groupBy(
    found.filter((each) => !isClaimed(each)),
    ({ leak }) => leak.host,
  );
  const byHost = [...groupBy(received, ({ leak }) => leak.host)];
  const links = linkLines(summary.run);

  return html`<section aria-labelledby="recipients"><h2 id="recipients">Recipients of history</h2>
${
  byHost.length === 0
    ? html`<p>No host received history.</p>`
    : html`<div class="scroll" role="region" aria-label="Table of recipients" tabindex="0"><table role="table" class="rows">
<thead role="rowgroup"><tr role="row">${COLUMNS.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">${byHost.map(([host, all]) => {
        const leaks = all.map(({ leak }) => leak);
        const releases = [...groupBy(all, ({ each }) => each.release)].map(
          ([release, [first]]) => html`<a href="#${anchor(first?.each.row.id ?? '')}">${release}</a>`,
        );
        const cells: Part[] = [
          distinct(leaks.map(({ owner }) => owner ?? 'unknown')),
          distinct(leaks.map(({ country }) => country ?? 'unknown')),
          distinct(leaks.map(({ sdk }) => sdk ?? 'unknown')),
          whatReceived(leaks),
          joined(releases, html`, `),
        ];

        return html`
<tr role="row"><th role="rowheader" scope="row" class="value">${host}</th>${cells.map((cell, at) => html`<td role="cell" data-label="${COLUMNS[at + 1]}">${cell}</td>`)}</tr>`;
      })}</tbody></table></div>
<p class="soft">The country is that of the server's address. It is unknown where the recorder answered in place of the server, as in every run that reaches no real server. The owner is that of the domain, from harness/verdict/data/owners.yaml.</p>`
}
${suspected.size > 0 && html`<p>Suspected, and not proven:</p><ul>${[...suspected].map(([host, all]) => html`<li><span class="value">${host}</span>: ${whatReceived(all.map(({ leak }) => leak))}</li>`)}</ul>`}
${links.length > 0 ? html`<p>What links the reports of a release to each other:</p><ul>${links.map((line) => html`<li>${line}</li>`)}</ul>` : ''}</section>`;
}

const COLUMNS = ['host', 'owner', 'country', 'SDK', 'received', 'from'];

/** `3 addresses (complete), 1 page title (complete)` */
function whatReceived(leaks: readonly Leak[]): string {
  return [...groupBy(leaks, (leak) => `${nameOfCanary({ kind: leak.kind, id: leak.canary })}\n${leak.match}`)]
    .map(([key, group]) => {
      const [name = '', match = ''] = key.split('\n');
      const values = new Set(group.map(({ value }) => value)).size;

      return `${counted(values, name === 'searched words' ? 'search' : name, name === 'searched words' ? 'searches' : undefined)} (${nameOfMatch(match)})`;
    })
    .join(', ');
}

function distinct(texts: readonly string[]): string {
  return [...new Set(texts)].join(', ');
}
