import { nameOfRelease } from '../../model/release.ts';
import type { Leak } from '../summary/leaks.ts';
import { html, lines, type Part } from './html.ts';
import { shellWord } from './links.ts';
import type { PageContext, ShownCase } from './page-input.ts';

/** The commands with which a reader checks a case; a name of the evidence is one word of the shell, whatever it holds. */
export function checksOf({ summary, shown }: ShownCase, { folder, summary: run }: PageContext): Part {
  const { row, leaks, mode, simulated } = summary;
  const path = (file: string) => `"$RUN"/${shellWord(`${row.evidence}${file}`)}`;
  const commands = [
    `RUN=${shellWord(`reports/${folder}`)}`,
    `npx leakgate verify "$RUN" --digest sha256:${run.digest}`,
    ...(shown?.files.has('traffic.har')
      ? [`npx leakgate scan ${path('traffic.har')} --canaries ${path('canaries.json')} --json`]
      : []),
    ...exchangesOf(leaks).map((exchange) => {
      const isLate = exchange >= (shown?.recorded ?? 0);
      const index = isLate ? exchange - (shown?.recorded ?? 0) : exchange;

      return `jq '.log.entries[${index}].request | {method, url, headers, postData}' ${path(isLate ? 'late.har' : 'traffic.har')}`;
    }),
    `npx leakgate run --release ${shellWord(nameOfRelease(row.release))} --scenario ${shellWord(row.scenario)} --mode ${mode}${simulated ? '' : ' --handset SERIAL'}`,
  ];

  return html`<details><summary>Check it yourself</summary>
<p>Run these in a clone of Leakgate. The first line names the folder of the run; change it if the folder is elsewhere. The digest is that of run.json, which has the digest of each file of the evidence, and not that of this page. Compare it with one that was published elsewhere. The last command runs the case again.</p>
<pre><code>${lines(commands.join('\n'))}</code></pre></details>`;
}

/** How many exchanges get a command of their own. */
const MAX_EXCHANGES = 5;

function exchangesOf(leaks: readonly Leak[]): number[] {
  return [...new Set(leaks.flatMap(({ exchanges }) => exchanges))].slice(0, MAX_EXCHANGES);
}
