import { counted } from '../../model/counted.ts';
import { decodedFileOf } from './decoded-file.ts';
import { claimedLeaks, type Leak } from '../summary/leaks.ts';
import { checksOf } from './checks.ts';
import { factsOf, headingOf } from './case-parts.ts';
import { decodingView } from './decoding-view.ts';
import { asSentence, html, type Part, shortened } from './html.ts';
import { keyOfLeak } from './page-case.ts';
import type { PageContext, ShownCase } from './page-input.ts';
import { groupBy } from '../summary/group-by.ts';
import { sentenceOf } from '../summary/sentence.ts';
import { identifiersView } from './identifiers.ts';
import { nameOfCanary, nameOfMatch } from './words.ts';

/** A case that leaks: what was browsed, what left, to whom, in which encoding, with which identifiers, and how to check it. */
export function leakCard(each: ShownCase, context: PageContext): Part {
  const { summary } = each;
  const proven = claimedLeaks(summary.leaks);
  const others = summary.leaks.filter((leak) => !proven.includes(leak));
  const body = html`<p><strong>${asSentence(sentenceOf(summary))}</strong></p>
<div class="two with-screen"><div>
${browsedOf(each)}
<h4>What left, and to whom</h4>
${summary.leaks.length === 0 ? html`<p>The record of this case names no finding. Its reasons are below.</p>` : foundView(proven, each, context)}
${others.length > 0 && html`<details><summary>Also found, and not proven (${others.length})</summary>${foundView(others, each, context)}</details>`}
<h4>Identifiers in the same requests</h4>
${identifiersView(summary.record?.identifiers ?? [])}
${context.summary.run.redacted ? html`<p class="soft">Values of the phone are replaced in this redacted copy.</p>` : ''}
</div>
<div>${screensView(each, context)}</div></div>
${factsOf(each, context)}
${checksOf(each, context)}`;

  return html`<article class="case is-leak" id="${each.anchor}" ${filterOf(each)}>${
    summary.outcome === 'known-leak'
      ? html`<details><summary>${headingOf(summary)}</summary>${body}</details>`
      : html`${headingOf(summary)}${body}`
  }</article>`;
}

/** What the filter of the page compares. */
export function filterOf({ summary }: ShownCase): Part {
  const text = `${summary.release} ${summary.row.scenario} ${summary.mode} ${summary.verdict} ${summary.row.recipients.join(' ')}`;

  return html`data-outcome="${summary.outcome}" data-text="${text.toLowerCase()}"`;
}

function browsedOf({ shown, summary }: ShownCase): Part {
  const left = new Set(claimedLeaks(summary.leaks).map(({ canary }) => canary));
  const own = (shown?.canaries ?? []).filter(({ role }) => role === undefined);

  return html`<h4>What was browsed</h4>
<ul>${own.map(
    (canary) =>
      html`<li>${nameOfCanary(canary)}: <code>${shortened(canary.value)}</code>${left.has(canary.id) ? html` <strong>left the phone</strong>` : ''}</li>`,
  )}</ul>`;
}

/** What was found in what was sent, by value and recipient. */
export function foundView(leaks: readonly Leak[], each: ShownCase, context: PageContext): Part[] {
  return [...groupBy(leaks, sameValue).values()].map((alike) => valueView(alike, each, context));
}

/** A value that left for one recipient. It is often in several places of a request: the first is shown, the others are listed. */
function sameValue({ canary, host }: Leak): string {
  return JSON.stringify([canary, host]);
}

function valueView([leak, ...more]: readonly Leak[], each: ShownCase, context: PageContext): Part {
  if (!leak) return '';
  const recipient = [
    leak.owner ?? 'owner unknown',
    leak.country ?? 'country unknown',
    leak.sdk === undefined ? 'SDK unknown' : `SDK ${leak.sdk}`,
  ];

  return html`<details open><summary>${nameOfCanary({ kind: leak.kind, id: leak.canary })} (${nameOfMatch(leak.match)}${leak.confidence === 'likely' ? ', likely' : ''}) to <strong class="value">${leak.host}</strong></summary>
<p>${recipient.join('; ')}. ${sentView(leak, each, context)}</p>
${stepsView(leak, each)}
${more.length > 0 ? html`<details><summary>The same value in ${counted(more.length, 'other place')}</summary>${more.map((other) => html`<p><code>${[other.part, ...other.chain].join(' > ')}</code> (${nameOfMatch(other.match)}). ${sentView(other, each, context)}</p>`)}</details>` : ''}</details>`;
}

function stepsView(leak: Leak, { shown }: ShownCase): Part {
  return decodingView(leak, shown?.steps.get(keyOfLeak(leak)));
}

/** When a value was sent, with links to that moment and to the decoded message. */
function sentView(leak: Leak, { summary: { row }, shown }: ShownCase, { files }: PageContext): Part {
  const [first = 0] = leak.exchanges;
  const at = shown?.sentAt.get(first);
  const timeline = files.timeline(row, `exchange-${first}`);
  const decoded = decodedFileOf(first, leak.part);
  const decodedFile = files.caseFile(row, decoded);
  const when = `${at === undefined ? '' : `${at.toFixed(1)} s after the case began, `}in ${counted(leak.exchanges.length, 'request')}`;

  return html`Sent ${when}${timeline === undefined ? '' : html`: <a href="${timeline}">moment in the timeline</a>`}${decodedFile === undefined ? '' : html`, <a href="${decodedFile}"${files.isSingleFile ? html` download="${decoded.replace('/', '-')}"` : ''}>decoded message</a>`}.`;
}

function screensView({ summary, shown }: ShownCase, { files, summary: { run } }: PageContext): Part {
  const ofVisit = (shown?.screens ?? []).filter(({ canary }) => !canary.startsWith('twin-'));
  if (ofVisit.length === 0)
    return html`<p class="soft">${run.redacted ? 'Pictures of the screen are left out of a redacted copy, as what they show cannot be replaced.' : 'No picture of the screen was kept.'}</p>`;

  return ofVisit.map(({ canary, file, note }) => {
    const source = file === undefined ? undefined : files.caseFile(summary.row, file);

    return source === undefined
      ? html`<p class="soft">${canary}: ${note === '' ? 'the picture is not in this page.' : note}</p>`
      : html`<figure><img src="${source}" loading="lazy" alt="Screen of the phone at ${canary}"><figcaption>Screen at ${canary}. ${note}</figcaption></figure>`;
  });
}
