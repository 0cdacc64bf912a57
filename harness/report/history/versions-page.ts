import type { CaseChange, Change, Comparison, Products, ShownRelease } from '../../model/compare.ts';
import type { Verdict } from '../../model/verdict.ts';
import { documentOf } from '../page/document.ts';
import { html, lines, type Part } from '../page/html.ts';
import { shellWord } from '../page/links.ts';
import { STYLE } from '../page/style.ts';
import { columnName, VERDICTS } from '../page/words.ts';
import { groupBy } from '../summary/group-by.ts';

/** From this many columns on, the table becomes a list on screens that are not wide (`some`), or not very wide (`many`). */
const COLUMN_LIMITS = { some: 5, many: 12 };

/** Changes that are marked in the table. */
const MARKED: Partial<Record<Change, string>> = {
  'newly-leaking': 'newly leaking',
  'still-leaking': 'still leaking',
  fixed: 'fixed',
  'became-opaque': 'became opaque',
  'became-undecided': 'became undecided',
  'became-clean': 'became clean',
};

/**
 * A page that makes no request: releases over time as rows, scenarios and modes as columns, with what changed from each release to
 * the next.
 * @param runs paths of the compared runs, for the commands that check them
 */
export function versionsPageOf(comparison: Comparison, runs: readonly string[]): string {
  const { simulated, judgedAgain, releases, products, pairs, series, settings, codes } = comparison;
  const families = [...groupBy(releases, ({ family }) => family)];

  return documentOf({
    title: 'Leakgate: releases compared',
    style: STYLE,
    body: html`<a class="skip" href="#main">Skip to the table</a>
<header><p class="soft">Leakgate: does a browser tell anybody which pages are visited in private mode?</p></header>
<main id="main">
<h1>${products ? `${products.one.name} and ${products.other.name}: two products` : `Releases of ${families.map(([family]) => family).join(', ')} compared`}</h1>
${simulated ? html`<div class="notice"><p><strong>Simulated.</strong> Simulated browsers ran on simulated handsets. No result is a finding about a real release.</p></div>` : ''}
${judgedAgain ? html`<p>The runs were judged by different rules, so all cases were judged again by the current rules.</p>` : ''}
${products ? productsView(products) : ''}
${products ? tableView('The two products', releases, comparison) : families.map(([family, ofFamily]) => tableView(family, ofFamily, comparison))}
${pairs.length > 0 ? html`<h2>From each release to the next</h2>${pairs.map(pairView)}` : ''}
${listOf(
  'Since when, over all releases',
  series.map(({ family, scenario, mode, text }) => `${family}, ${scenario}, ${mode}: ${text}`),
)}
${listOf(
  'By position of the statistics switch',
  settings
    .filter(({ verdicts }) => Object.keys(verdicts).length > 1)
    .map(({ release, scenario, text }) => `${release}, ${scenario}: ${text}`),
)}
<h2>What the verdicts mean</h2>
<dl>${VERDICTS.map(({ verdict, claims, claimsNot }) => html`<dt>${chip(verdict)}</dt><dd>${claims} It does not claim: ${claimsNot}</dd>`)}</dl>
${codes.length > 0 ? html`<h2>Reasons and limits</h2><p>What the codes mean, each with the sentence of one case.</p><dl>${codes.map(({ code, text }) => html`<dt><code>${code}</code></dt><dd>${text}</dd>`)}</dl>` : ''}
<h2>Check it yourself</h2>
<p>Run these in a clone of Leakgate; change the folders if the runs are elsewhere.</p>
<pre><code>${lines(runs.map((run) => `npx leakgate verify ${shellWord(run)}`).join('\n'))}</code></pre>
</main>
<footer><p>This page makes no request. Runs: ${[...new Set(releases.map(({ run }) => run))].join(', ')}.</p></footer>`,
  });
}

function tableView(heading: string, releases: readonly ShownRelease[], comparison: Comparison): Part {
  const hasModes = releases.some(({ cases }) => cases.some(({ mode }) => mode !== 'private'));
  const columnOf = ({ scenario, mode }: { scenario: string; mode: string }) =>
    columnName(scenario, mode, hasModes);
  const columns = [...new Set(releases.flatMap(({ cases }) => cases.map(columnOf)))];
  const { some, many } = COLUMN_LIMITS;
  const width = columns.length >= many ? ' dense many' : columns.length >= some ? ' dense some' : '';

  return html`<section aria-label="${heading}"><h2>${heading}</h2>
${comparison.pairs.length > 0 ? html`<p class="soft">One row for each release. What changed is marked, against the release before.</p>` : ''}
<div class="scroll" role="region" aria-label="Verdicts: ${heading}" tabindex="0"><table role="table" class="matrix${width}">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">release</th>${columns.map((column) => html`<th role="columnheader" scope="col">${column}</th>`)}</tr></thead>
<tbody role="rowgroup">${releases.map(
    (release) => html`
<tr role="row"><th role="rowheader" scope="row">${nameOf(release, releases)}</th>${columns.map((column) =>
      cellView(
        column,
        release.cases.find((each) => columnOf(each) === column),
        changesTo(release, comparison).find((each) => columnOf(each) === column),
        release,
      ),
    )}</tr>`,
  )}
</tbody></table></div></section>`;
}

/** Two files of one version are told apart by their digests, and the same file of two runs by the runs. */
function nameOf(release: ShownRelease, releases: readonly ShownRelease[]): string {
  const same = releases.filter(({ name }) => name === release.name);
  if (same.length < 2) return release.name;

  return same.every(({ sha256 }) => sha256 === release.sha256)
    ? `${release.name}, run ${release.run}`
    : `${release.name}~${release.sha256.slice(0, 8)}`;
}

function changesTo({ sha256, run }: ShownRelease, { pairs }: Comparison): CaseChange[] {
  return pairs.find(({ after }) => after.sha256 === sha256 && after.run === run)?.changes ?? [];
}

function cellView(
  column: string,
  shown: ShownRelease['cases'][number] | undefined,
  change: CaseChange | undefined,
  { cases }: ShownRelease,
): Part {
  if (!shown)
    return html`<td role="cell" class="none" data-label="${column}"><span class="soft">not run</span></td>`;
  const leaking = cases.find(
    (each) => each.scenario === shown.scenario && each.mode !== 'normal' && each.verdict === 'leaks',
  );
  const mark =
    change?.change === 'fixed' && leaking
      ? `fixed; leaks with the switch ${leaking.position ?? leaking.mode}`
      : change && MARKED[change.change];

  return html`<td role="cell" data-label="${column}">${chip(shown.verdict, { isNew: change?.change === 'newly-leaking', isLimited: shown.limits.length > 0 })}${mark === undefined ? '' : html`<span class="change">${mark}</span>`}${shown.recipients.length > 0 ? html` <small>${sentTo(shown)}</small>` : shown.verdict === 'clean' ? '' : html` <small>${shown.deciding.join(', ')}</small>`}</td>`;
}

function chip(verdict: Verdict, { isNew = false, isLimited = false } = {}): Part {
  if (verdict === 'clean')
    return html`<span class="chip ${isLimited ? 'limited' : 'clean'}">clean${isLimited ? ', with limits' : ''}</span>`;
  if (verdict === 'leaks') return html`<span class="chip ${isNew ? 'new-leak' : 'known-leak'}">leaks</span>`;

  return html`<span class="chip undecided">${verdict}</span>`;
}

function pairView({ before, after, reversed, changes }: Comparison['pairs'][number]): Part {
  return html`<h3>${before.name} &rarr; ${after.name}</h3>
${reversed ? html`<p>The second release is older than the first, so each change happened in the opposite direction.</p>` : ''}
<ul>${changes.map(
    ({ change, scenario, mode, text, moved, newlyLinkable, handsets }) =>
      html`<li><strong>${change.replaceAll('-', ' ')}</strong> ${scenario}, ${mode}: ${text}${Object.entries(
        moved ?? {},
      ).map(
        ([trait, { gone, added }]) =>
          html`<br>moved, ${trait}: ${[...added.map((value) => `now ${value}`), ...gone.map((value) => `no longer ${value}`)].join('; ')}`,
      )}${newlyLinkable ? html`<br>newly linkable: findings are now sent with ${newlyLinkable.join(', ')}` : ''}${handsets ? html`<br>on another handset: ${handsets.before} &rarr; ${handsets.after}` : ''}</li>`,
  )}</ul>`;
}

function productsView({ cases }: Products): Part {
  return html`<div class="notice"><p>This page compares two products. It shows no change over time and means nothing for a gate.</p></div>
<ul>${cases.map(({ scenario, mode, text }) => html`<li>${scenario}, ${mode}: ${text}</li>`)}</ul>`;
}

function listOf(heading: string, texts: readonly string[]): Part {
  return texts.length === 0
    ? ''
    : html`<h2>${heading}</h2><ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
}

/** `address, searched words to sa.api.intl.miui.com (Xiaomi)`. */
function sentTo({ leaked, recipients, owners }: ShownRelease['cases'][number]): string {
  const known = owners.filter((owner) => owner !== 'unknown');

  return `${leaked.join(', ')} to ${recipients.join(', ')}${known.length > 0 ? ` (${known.join(', ')})` : ''}`.trim();
}
