import { groupBy } from '../summary/group-by.ts';
import { sentenceOf } from '../summary/sentence.ts';
import type { Outcome } from '../summary/summary.ts';
import { factsOf, headingOf } from './case-parts.ts';
import { checksOf } from './checks.ts';
import { decidedBy } from './decided-by.ts';
import { asSentence, html, joined, type Part } from './html.ts';
import { filterOf, foundView, leakCard } from './leak-card.ts';
import type { PageContext, ShownCase } from './page-input.ts';

/** The sections of cases, the most urgent first; a section without a case is left out, except that of new leaks. */
export function caseSections(context: PageContext): Part[] {
  const of = (...outcomes: Outcome[]) =>
    context.cases.filter(({ summary }) => outcomes.includes(summary.outcome));
  const section = (
    id: string,
    title: string,
    cases: readonly ShownCase[],
    intro: Part,
    card: typeof leakCard,
  ) =>
    cases.length === 0
      ? ''
      : html`<section aria-labelledby="${id}"><h2 id="${id}">${title} (${cases.length})</h2>${intro}
${cases.map((each) => card(each, context))}</section>`;
  const newLeaks = of('new-leak');

  return [
    newLeaks.length > 0
      ? section('new-leaks', 'New leaks', newLeaks, '', leakCard)
      : html`<section aria-labelledby="new-leaks"><h2 id="new-leaks">New leaks (0)</h2><p>No case leaked unexpectedly.</p></section>`,
    section(
      'unexpected',
      'Clean, and not expected',
      of('unexpected'),
      html`<p class="soft">No history was found, and the gate fails all the same.</p>`,
      cleanCard,
    ),
    section(
      'undecided',
      'Undecided',
      of('undecided', 'expected-undecided'),
      html`<p class="soft">An undecided case says nothing about the release. Each reason says what was missing.</p>`,
      undecidedCard,
    ),
    section(
      'known-leaks',
      'Known leaks',
      of('known-leak'),
      html`<p class="soft">These leaks are expected by apks/expectations.yaml. They are leaks all the same.</p>`,
      leakCard,
    ),
    section(
      'leaks-gone',
      'Expected leaks that are gone',
      of('leak-gone'),
      html`<p class="soft">An entry of apks/expectations.yaml expects a leak here, and the case is clean. The entry may be out of date.</p>`,
      cleanCard,
    ),
    section(
      'limited',
      'Clean, with limits',
      of('limited'),
      html`<p class="soft">No history was found, within these limits. Quote the limits with the verdict.</p>`,
      cleanCard,
    ),
    section('clean', 'Clean', of('clean'), '', cleanCard),
  ];
}

function undecidedCard(each: ShownCase, context: PageContext): Part {
  const { summary } = each;
  const reasons = summary.doubts.length > 0 ? summary.doubts : summary.row.reasons;

  return html`<article class="case is-doubt" id="${each.anchor}" ${filterOf(each)}>${headingOf(summary)}
<ul>${[...groupBy(reasons, ({ code }) => code)].map(([code, alike]) => {
    const by = decidedBy(code);
    const texts = alike.map(({ text }) => text);

    return html`<li>${joined(texts, html`<br>`)} <small>(${code})</small>${by === undefined ? '' : html`<br><strong>Decided by:</strong> ${by}`}</li>`;
  })}</ul>
${summary.leaks.length > 0 && html`<h4>What was found</h4>${foundView(summary.leaks, each, context)}`}
${reasons.length === 0 ? html`<p>The case has no verdict and no reason: it was still planned or running when the run was read. Run it again.</p>` : ''}
${factsOf(each, context)}${summary.record ? checksOf(each, context) : ''}</article>`;
}

function cleanCard(each: ShownCase, context: PageContext): Part {
  const { summary } = each;
  const isUrgent = summary.outcome === 'unexpected' || summary.outcome === 'leak-gone';

  return html`<article class="case is-clean" id="${each.anchor}" ${filterOf(each)}><details${isUrgent && html` open`}><summary>${headingOf(summary)}</summary>
${isUrgent && html`<p><strong>${asSentence(sentenceOf(summary))}</strong></p>`}
${summary.limits.length > 0 ? html`<p>The limits of this verdict:</p><ul>${summary.limits.map(({ code, text }) => html`<li>${text} <small>(${code})</small></li>`)}</ul>` : html`<p>No limit is known.</p>`}
${factsOf(each, context)}${checksOf(each, context)}</details></article>`;
}
