import { documentOf } from '../page/document.ts';
import { asSentence, html, type Part } from '../page/html.ts';
import { STYLE } from '../page/style.ts';
import { answerOf, gateText, headlineOf } from '../summary/headline.ts';
import type { KeptNight, ReleasePage } from './kept-night.ts';

/** The first page of the nights: the answer of the newest run, the pages over all releases, and every kept run. It makes no request. */
export function indexPageOf(
  nights: readonly KeptNight[],
  { pages, history }: { pages: readonly ReleasePage[]; history: string | undefined },
): string {
  const [newest] = nights;

  return documentOf({
    title: 'Leakgate: nights',
    style: STYLE,
    body: html`<a class="skip" href="#main">Skip to the answer</a>
<header><p class="soft">Leakgate: does a browser tell anybody which pages are visited in private mode?</p></header>
<main id="main">
<h1>${newest ? asSentence(answerOf(newest.summary)) : 'No night has been published.'}</h1>
${newest && html`<p>${asSentence(gateText(newest.summary))} That is the newest run, of ${dayOf(newest)}: <a href="nights/${newest.id}/index.html">its page</a>.</p>`}
<p class="soft">All pages, evidence and the history are redacted: the values of the phone's owner were replaced.</p>
<h2>Over all nights</h2>
<ul>${pages.map(({ file, name }) => html`<li><a href="${file}">A table of ${name}</a></li>`)}
${history !== undefined && html`<li><a href="${history}">The history</a>: the results of all nights, also of those that are no longer kept here</li>`}</ul>
<h2>Runs</h2>
<ul>${nights.map(entryOf)}
</ul>
</main>
<footer><p>This page makes no request.</p></footer>`,
  });
}

function entryOf(night: KeptNight): Part {
  const { id, summary, warnings } = night;

  return html`
<li><p><a href="nights/${id}/index.html"><strong>${summary.run.startedAt.slice(0, 16).replace('T', ' ')} UTC</strong></a>: ${headlineOf(summary)}.${warnings.length > 0 && html` <strong>The evidence was changed after the run.</strong>`}</p>
<p>${summary.simulated && html`<strong>Simulated.</strong> `}${asSentence(answerOf(summary))}</p></li>`;
}

function dayOf({ summary }: KeptNight): string {
  return summary.run.startedAt.slice(0, 10);
}
