import type { Moment } from './timeline.ts';
import { markdownCode, markdownText } from './markdown-text.ts';
import { decodingView } from './page/decoding-view.ts';
import type { DecodingStep } from './page/decoding.ts';
import { documentOf } from './page/document.ts';
import { html, lines, type Markup, type Part, shortened } from './page/html.ts';
import { STYLE } from './page/style.ts';
import { TIMELINE_SCRIPT } from './page/timeline-script.ts';
import { nameOfCanary, nameOfMatch } from './page/words.ts';
import type { Leak } from './summary/leaks.ts';

/** An exchange that carried canaries, decoded for a reader. */
export interface DecodedExchange {
  index: number;
  /** `POST https://...` */
  request: string;
  leaks: readonly { leak: Leak; steps: readonly DecodingStep[] | undefined }[];
  /** The decoded messages around the findings, as the run wrote them; `href` leads to the whole file. */
  messages: readonly { name: string; text: string; href: string | undefined }[];
}

export interface TimelinePage {
  caseId: string;
  moments: readonly Moment[];
  decoded: readonly DecodedExchange[];
  /** Links to pictures of the screen by canary. */
  screens: ReadonlyMap<string, string>;
  /** Sentences on pictures that are missing or black. */
  screenNotes: readonly string[];
  /** The case in the page of the run. */
  back: string;
  notices: Part;
}

const INTRODUCTION =
  'What the scenario, the handset, the traffic and the recorder did, in seconds since the case began (clock of the recording computer).';

/** A case's timeline as a page that makes no request, with its decoded exchanges. */
export function timelinePage(page: TimelinePage): string {
  const { caseId, moments, decoded, screenNotes, back, notices } = page;
  const first = moments.find(({ found }) => found.length > 0);
  const isDecoded = new Set(decoded.map(({ index }) => `exchange-${index}`));

  return documentOf({
    title: `Timeline of ${caseId}`,
    style: STYLE,
    script: TIMELINE_SCRIPT,
    body: html`<a class="skip" href="#main">Skip to the timeline</a>
<header>${notices}</header>
<main id="main">
<h1>Timeline of <span class="value">${caseId}</span></h1>
<p>${INTRODUCTION} Rows with a coloured background sent canaries of the private visit.</p>
${screenNotes.map((note) => html`<p class="soft">${note}</p>`)}
<p>${evidenceLink(back, 'This case in the page of the run')}${first ? html` &middot; <a href="#${first.anchor}">Jump to the first leak</a>` : ''}</p>
<form class="filter" aria-label="Filter the timeline" hidden>
${WHO.map((who) => html`<label><input type="checkbox" value="${who}" checked> ${who}</label> `)}<label><input type="checkbox" id="only-leaks"> only leaks</label>
<span id="shown" role="status"></span></form>
<table class="moments">
<thead><tr><th scope="col">second</th><th scope="col">who</th><th scope="col">what</th></tr></thead>
<tbody>
${moments.map((moment) => rowOf(moment, page, isDecoded))}
</tbody></table>
${decoded.length > 0 ? html`<h2 id="decoded">Requests that carried canaries, decoded</h2>` : ''}
${decoded.map(exchangeView)}
</main>`,
  });
}

const WHO = ['scenario', 'traffic', 'recorder'] as const;

function rowOf(moment: Moment, { screens }: TimelinePage, isDecoded: ReadonlySet<string>): Part {
  const { at, second, who, what, found, anchor, canary } = moment;
  const screen = canary === undefined ? undefined : screens.get(canary);
  const sent = found.length > 0 && html` <strong>sent ${found.join(', ')}</strong>`;
  const decoded =
    isDecoded.has(anchor) &&
    html` <a href="#decoded-${anchor.slice('exchange-'.length)}">decoded request</a>`;

  return html`<tr id="${anchor}" class="${found.length > 0 ? 'found' : ''}" data-who="${who}"><td><time datetime="${at}">${timeOf(second)}</time></td><td>${who}</td><td>${shortened(what, LONGEST_WHAT)}${sent}${decoded}${screen !== undefined && html` ${evidenceLink(screen, 'screen')}`}</td></tr>
`;
}

/** The longest text of a moment, in characters. */
const LONGEST_WHAT = 1_000;
/** The longest decoded message in a page, in characters; its file has all of it. */
const LONGEST_MESSAGE = 20_000;

function exchangeView({ index, request, leaks, messages }: DecodedExchange): Part {
  return html`<section id="decoded-${index}" class="case is-leak" aria-labelledby="title-${index}">
<h3 id="title-${index}">Exchange ${index}</h3><p><code>${shortened(request, LONGEST_WHAT)}</code> <a href="#exchange-${index}">in the timeline</a></p>
${leaks.map(
  ({
    leak,
    steps,
  }) => html`<h4>${nameOfCanary({ kind: leak.kind, id: leak.canary })} (${nameOfMatch(leak.match)}) to <span class="value">${leak.host}</span></h4>
${decodingView(leak, steps)}`,
)}
${messages.map(
  ({ name, text, href }) =>
    html`<details><summary>The whole message, decoded</summary><pre>${lines(shortened(text, LONGEST_MESSAGE))}</pre>${href === undefined ? '' : html`<p>${evidenceLink(href, name)}</p>`}</details>`,
)}</section>`;
}

/** A link out of the page, which `withoutEvidenceLinks` finds again: no text of a run has a bare `<`. */
function evidenceLink(href: string, text: string): Markup {
  return html`<a class="evidence" href="${href}">${text}</a>`;
}

/** The page without links to other files, for a copy that is not next to them, such as Allure's. */
export function withoutEvidenceLinks(page: string): string {
  return page.replaceAll(/<a class="evidence" href="[^"]*">([^<]*)<\/a>/g, '$1');
}

/** A case's timeline as Markdown. */
export function timelineMarkdown(caseId: string, moments: readonly Moment[]): string {
  return [
    `# Timeline of ${markdownCode(caseId)}`,
    '',
    `${INTRODUCTION} Bold: canaries of the private visit that were sent.`,
    '',
    '| second | who | what |',
    '|---:|---|---|',
    ...moments.map(
      ({ second, who, what, found }) =>
        `| ${timeOf(second)} | ${markdownText(who)} | ${markdownText(what)}${found.length > 0 ? ` **${markdownText(found.join(', '))}**` : ''} |`,
    ),
    '',
  ].join('\n');
}

function timeOf(second: number): string {
  return `${second < 0 ? '' : '+'}${second.toFixed(3)}`;
}
