import { nameOfMode } from '../../model/mode.ts';
import type { RunCase } from '../../model/run.ts';
import { groupBy } from '../summary/group-by.ts';
import { compareByRelease } from '../summary/release-order.ts';
import { html, type Part } from './html.ts';
import type { PageContext, ShownCase } from './page-input.ts';
import { columnName, nameOfChange, OUTCOME_MARKS } from './words.ts';

/** From this many columns on, the table becomes a list on screens that are not wide (`some`), or not very wide (`many`). */
const COLUMN_LIMITS = { some: 5, many: 12 };

/** Releases as rows, scenarios and modes as columns, with what changed against the release before. */
export function matrixOf({ cases, summary, anchor }: PageContext): Part {
  const byId = new Map(cases.map((each) => [each.summary.row.id, each]));
  const hasModes = summary.run.cases.some(({ mode }) => nameOfMode(mode) !== 'private');
  const columnOf = (row: RunCase) => columnName(row.scenario, nameOfMode(row.mode), hasModes);
  const columns = [...new Set(summary.run.cases.map(columnOf))];
  const ordered = summary.run.cases.toSorted(compareByRelease).flatMap(({ id }) => byId.get(id) ?? []);
  const rows = [...groupBy(ordered, (each) => each.summary.release)];
  const { some, many } = COLUMN_LIMITS;
  const width = columns.length >= many ? ' dense many' : columns.length >= some ? ' dense some' : '';

  return html`<section aria-labelledby="matrix"><h2 id="matrix">Releases and scenarios</h2>
<p class="soft">Each verdict links to its case. Changes are against the release before of the same browser in this run.</p>
<div class="scroll" role="region" aria-label="Table of verdicts" tabindex="0"><table role="table" class="matrix${width}">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">release</th>${columns.map((column) => html`<th role="columnheader" scope="col">${column}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map(
    ([release, ofRelease]) =>
      html`
<tr role="row" data-row="${textOfRow(release, ofRelease)}"><th role="rowheader" scope="row">${release}${ofRelease.some((each) => each.summary.simulated) ? html` <small>simulated</small>` : ''}</th>${columns.map(
        (column) =>
          cellOf(
            column,
            ofRelease.find(({ summary: each }) => columnOf(each.row) === column),
            ofRelease,
            anchor,
          ),
      )}</tr>`,
  )}
</tbody></table></div></section>`;
}

/** The chip of a verdict, with how it relates to what was expected. */
export function chipOf({ verdict, outcome }: ShownCase['summary']): Part {
  const mark = OUTCOME_MARKS[outcome];

  return html`<span class="chip ${outcome}">${verdict}${mark === '' ? '' : `, ${mark}`}</span>`;
}

function cellOf(
  column: string,
  each: ShownCase | undefined,
  ofRelease: readonly ShownCase[],
  anchor: PageContext['anchor'],
): Part {
  if (!each)
    return html`<td role="cell" class="none" data-label="${column}"><span class="soft">not run</span></td>`;
  const { verdict, outcome, change, row } = each.summary;
  const mark = OUTCOME_MARKS[outcome];
  const leaking = ofRelease.find(
    ({ summary }) =>
      summary.row.scenario === row.scenario && summary.mode !== 'normal' && summary.verdict === 'leaks',
  );
  const changed = change
    ? `${nameOfChange(change)}${change.kind === 'fixed' && leaking ? `; leaks with the switch ${leaking.summary.row.mode.statistics}` : ''}`
    : '';

  return html`<td role="cell" data-label="${column}"><a class="chip ${outcome}" href="#${anchor(row.id)}">${verdict}${mark === '' ? '' : `, ${mark}`}</a>${changed === '' ? '' : html`<span class="change">${changed}</span>`}</td>`;
}

function textOfRow(release: string, cases: readonly ShownCase[]): string {
  return [
    release,
    ...cases.map(({ summary }) => `${summary.row.scenario} ${summary.mode} ${summary.verdict}`),
  ]
    .join(' ')
    .toLowerCase();
}
