import { counted } from '../../model/counted.ts';
import type { CaseSummary } from '../summary/summary.ts';
import { asSentence, html, joined, type Part } from './html.ts';
import { chipOf } from './matrix.ts';
import { FINDINGS_HAR } from './embedded-files.ts';
import type { PageContext, ShownCase } from './page-input.ts';
import { nameOfChange, nameOfSetting } from './words.ts';

/** The heading of a case: release, scenario, mode with the position of its switch, verdict, change. */
export function headingOf(summary: CaseSummary): Part {
  const { release, row, mode, change } = summary;
  const changed = change ? nameOfChange(change) : '';
  const { switch: position } = row.mode;

  const facts = [
    position ? `Statistics switch \u201c${position.label}\u201d is ${position.checked ? 'on' : 'off'}.` : '',
    changed === '' || !change
      ? ''
      : asSentence(
          `${change.kind === 'changed' ? '' : `${changed}: `}the verdict of ${change.release} was ${change.verdict}`,
        ),
    summary.simulated ? 'Simulated.' : '',
  ].filter(Boolean);

  return html`<h3><span class="value">${release}</span>, <span class="value">${row.scenario}</span>, ${nameOfSetting(mode)} ${chipOf(summary)}</h3>${facts.length > 0 ? html` <small>${facts.join(' ')}</small>` : ''}`;
}

/** All reasons of a case, and links to its files. */
export function factsOf({ summary }: ShownCase, { files }: PageContext): Part {
  const { row, record } = summary;
  const timeline = files.timeline(row);
  const links = [
    ...['case.json', 'traffic.har', 'late.har', FINDINGS_HAR, 'canaries.json', 'timeline.json'].flatMap(
      (file) => {
        const href = files.caseFile(row, file);

        return href === undefined
          ? []
          : [html`<a href="${href}"${files.isSingleFile ? html` download="${file}"` : ''}>${file}</a>`];
      },
    ),
    ...(timeline === undefined ? [] : [html`<a href="${timeline}">timeline</a>`]),
  ];
  const searched = record
    ? `${counted(record.stats.exchanges, 'exchange')} with ${counted(record.stats.bytes, 'byte')} were searched; ${counted(record.opaque.length, 'opaque part')}.`
    : 'The case was never decided.';

  return html`<details><summary>All reasons and files</summary>
<ul>${row.reasons.map((reason) => html`<li><code>${reason.code}</code> ${reason.text}</li>`)}</ul>
<p>${searched} ${joined(links, html`, `)}</p></details>`;
}
