import { counted } from '../../model/counted.ts';
import { answerOf, gateText, switchSentences } from '../summary/headline.ts';
import { OUTCOME_TEXTS } from '../summary/sentence.ts';
import type { Outcome } from '../summary/summary.ts';
import { aboutOf, legendOf, singleFileNote } from './about-run.ts';
import { caseSections } from './case-lists.ts';
import { documentOf } from './document.ts';
import { asSentence, html, type Part } from './html.ts';
import { anchorsOf } from './links.ts';
import { matrixOf } from './matrix.ts';
import { noticesOf } from './notices.ts';
import type { PageContext, RunPageInput } from './page-input.ts';
import { recipientsOf } from './recipients.ts';
import { RUN_SCRIPT } from './run-script.ts';
import { STYLE } from './style.ts';

/** A run for somebody who has two minutes: the answer, the tally, the matrix, the failures, then everything else. */
export function runPageOf(input: RunPageInput): string {
  const { summary, caseOf } = input;
  const { run } = summary;
  const anchor = anchorsOf(run.cases.map(({ id }) => id));
  const cases = summary.cases.map((each) => ({
    summary: each,
    shown: caseOf(each.row.id),
    anchor: anchor(each.row.id),
  }));
  const context: PageContext = { ...input, cases, anchor };

  return documentOf({
    title: `Leakgate run ${run.id}`,
    style: STYLE,
    script: RUN_SCRIPT,
    isSingleFile: input.files.isSingleFile,
    body: html`<a class="skip" href="#main">Skip to the answer</a>
<header>${noticesOf({ run, redaction: input.redaction, warnings: input.warnings })}
<p class="soft">Leakgate: does this browser tell anybody which pages are visited in private mode? Run ${run.id}</p></header>
<main id="main"${cases.length > LARGE && html` class="large"`}>
<h1>${asSentence(`${summary.simulated ? 'simulated: ' : ''}${answerOf(summary)}`)}</h1>
<p>${asSentence(gateText(summary))} ${counted(run.cases.length, 'case')} of ${counted(new Set(cases.map((each) => each.summary.release)).size, 'release')}, run on ${run.startedAt.slice(0, 10)}.</p>
${switchSentences(summary).map((sentence) => html`<p>${asSentence(sentence)}</p>`)}
${summary.otherFailures.map(({ case: entry, why }) => html`<p><strong>The gate also fails:</strong> ${entry}: ${why}</p>`)}
${tallyView(context)}
<nav aria-label="Parts of this page"><ul>${NAVIGATION.filter(([id]) => id !== 'undecided' || hasUndecided(summary)).map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
${filterForm(context)}
${matrixOf(context)}
${caseSections(context)}
${recipientsOf(context)}
${legendOf()}
${aboutOf(context)}
${singleFileNote(context)}
</main>
<footer><p>This page makes no request. ${input.files.isSingleFile ? '' : 'Its evidence is in the files next to it.'}</p></footer>`,
  });
}

/** From this many cases on, a browser renders a case only when it is near. */
const LARGE = 100;

const NAVIGATION = [
  ['matrix', 'Matrix'],
  ['new-leaks', 'New leaks'],
  ['undecided', 'Undecided'],
  ['recipients', 'Recipients'],
  ['legend', 'Meaning of the verdicts'],
  ['about', 'How this was made'],
] as const;

/** A run without undecided cases has no section for them. */
function hasUndecided({ tally }: PageContext['summary']): boolean {
  return tally.undecided + tally['expected-undecided'] > 0;
}

/** The counts, in the order of urgency; each links to its section. */
const TALLY: readonly {
  outcomes: readonly Outcome[];
  name: (count: number) => string;
  section: string;
  isAlways: boolean;
}[] = [
  { outcomes: ['new-leak'], name: leaks('new'), section: 'new-leaks', isAlways: true },
  { outcomes: ['known-leak'], name: leaks('known'), section: 'known-leaks', isAlways: true },
  { outcomes: ['unexpected'], name: () => 'not expected', section: 'unexpected', isAlways: false },
  {
    outcomes: ['undecided', 'expected-undecided'],
    name: () => 'undecided',
    section: 'undecided',
    isAlways: true,
  },
  { outcomes: ['leak-gone'], name: () => 'leak gone', section: 'leaks-gone', isAlways: false },
  { outcomes: ['limited'], name: () => 'clean with limits', section: 'limited', isAlways: true },
  { outcomes: ['clean'], name: () => 'clean', section: 'clean', isAlways: true },
];

function leaks(kind: string): (count: number) => string {
  return (count) => `${kind} ${count === 1 ? 'leak' : 'leaks'}`;
}

function tallyView({ summary: { tally } }: PageContext): Part {
  return html`<ul class="tally">${TALLY.map(({ outcomes, name, section, isAlways }) => {
    const count = outcomes.reduce((sum, outcome) => sum + tally[outcome], 0);
    if (count === 0 && !isAlways) return '';
    const text = html`<b>${count}</b> ${name(count)}`;

    return html`<li>${count > 0 ? html`<a href="#${section}">${text}</a>` : text}</li>`;
  })}</ul>`;
}

/** Hidden until the script shows it: without the script, everything is shown. */
function filterForm({ summary: { tally } }: PageContext): Part {
  const boxes = TALLY.flatMap(({ outcomes }) => outcomes).filter((outcome) => tally[outcome] > 0);

  return html`<form class="filter" role="search" aria-label="Filter cases" hidden>
${boxes.map((outcome) => html`<label><input type="checkbox" value="${outcome}" checked> ${OUTCOME_TEXTS[outcome]}</label> `)}
<label>Text <input type="search" placeholder="release, scenario, host"></label>
<button type="button" id="open-all">Open all</button> <button type="button" id="close-all">Close all</button>
<span id="shown" role="status"></span></form>`;
}
