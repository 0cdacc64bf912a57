import { counted } from '../../model/counted.ts';
import { FINDINGS_HAR } from './embedded-files.ts';
import { html, type Part } from './html.ts';
import type { PageContext } from './page-input.ts';
import { OUTCOME_MARKS, VERDICTS } from './words.ts';

/** Our own terms on this page, as docs/glossary.md has them. */
const WORDS = [
  [
    'canary',
    'A value that was generated for one case: an address, searched words, a title. It occurs nowhere else.',
  ],
  ['history', 'Canaries of the private visits. Their recipients are listed as recipients of history.'],
  [
    'statistics switch',
    'The setting of the browser that turns its usage reports on or off. Each case says its label and position.',
  ],
  [
    'twin',
    'The same scenario in normal mode, in the same case. It shows that the recorder can read what this browser reports; what it sends is not a leak.',
  ],
  ['helper', 'Another app that does work for the browser.'],
  ['opaque', 'Recorded, and not decoded.'],
  [
    'fresh identity',
    'A new installation of the browser with new identifiers. The identifiers of the phone stay.',
  ],
] as const;

/** What the verdicts and the marks mean. */
export function legendOf(): Part {
  return html`<section aria-labelledby="legend"><h2 id="legend">What the verdicts mean</h2>
<dl>${VERDICTS.map(
    ({ verdict, claims, claimsNot }) =>
      html`<dt>${verdict}</dt><dd>${claims} It does not claim: ${claimsNot.charAt(0).toLowerCase()}${claimsNot.slice(1)}</dd>`,
  )}
<dt>new, known, expected</dt><dd>${OUTCOME_MARKS['known-leak']} and ${OUTCOME_MARKS['expected-undecided']}: an entry of apks/expectations.yaml expects this verdict. ${OUTCOME_MARKS['new-leak']}: none does, and the gate fails. It also fails for a case that is undecided and not expected to be.</dd>
${WORDS.map(([word, meaning]) => html`<dt>${word}</dt><dd>${meaning}</dd>`)}
<dt>newly leaking, still leaking, fixed</dt><dd>The release before, of the same browser in this run, had another verdict or the same one in this scenario and mode.</dd></dl></section>`;
}

/** Handsets, rules, digest, versions, and what was skipped. */
export function aboutOf({ summary: { run, digest }, folder }: PageContext): Part {
  const { tool } = run;
  const versions = [
    `Leakgate ${tool.version}`,
    `Appium ${tool.appium}`,
    `UiAutomator2 driver ${tool.driver}`,
    `mockttp ${tool.mockttp}`,
    `Node ${tool.node}`,
    ...(tool.chromium === null ? [] : [tool.chromium]),
  ];

  return html`<section aria-labelledby="about"><h2 id="about">How this was made</h2>
<dl><dt>Run</dt><dd>${run.id}, in the folder <code>${folder}</code>, started ${run.startedAt}, ended ${run.finishedAt ?? 'never'}</dd>
<dt>Digest of this run</dt><dd><code>sha256:${digest}</code>. It is that of run.json, and covers all evidence, but not this page. Compare it with one that was published elsewhere.</dd>
<dt>Rules</dt><dd><code>${run.rules}</code></dd>
<dt>Handsets</dt><dd><ul>${run.handsets.map(
    (handset) =>
      html`<li>${handset.model}${handset.simulated ? `, simulated, clock at ${handset.speed}x` : ''}, Android ${handset.android}, ${handset.serial}, ${handset.rooted ? 'rooted' : 'not rooted'}, interception: ${handset.interception}</li>`,
  )}</ul></dd>
<dt>Versions</dt><dd>${versions.join(', ')}</dd>
${
  run.skipped.length === 0
    ? ''
    : html`<dt>Skipped</dt><dd><ul>${run.skipped.map(({ release, scenario, mode, why }) => html`<li>${release}, ${scenario}, ${mode}: ${why}</li>`)}</ul></dd>`
}</dl></section>`;
}

/** What is inside a single file, and how it is checked. */
export function singleFileNote({ files: { inside }, summary: { run, digest } }: PageContext): Part {
  if (!inside) return '';
  const leftOut =
    inside.leftOut === 0
      ? ''
      : ` ${counted(inside.leftOut, 'file was', 'files were')} left out, because the page would be too large for a mail.`;

  return html`<section aria-labelledby="this-file"><h2 id="this-file">This file, and how to check it</h2>
<p>This file has the run's pages in one, with the pictures, records and requests of its failures.${leftOut} Anyone can change such a file, so it proves nothing alone. The proof is the folder of ${run.redacted ? `the redacted copy of the run ${run.id}` : `the run ${run.id}`}: ask for it, and run <code>npx leakgate verify FOLDER --digest sha256:${digest}</code>.</p>
<p><a href="${inside.run}" download="run.json">run.json</a> has the SHA-256 of each file of the evidence, also of those that are inside this file. The digest is the SHA-256 of run.json in canonical form (RFC 8785). <code>${FINDINGS_HAR}</code> has only the requests that carried history, from traffic.har and late.har.</p></section>`;
}
