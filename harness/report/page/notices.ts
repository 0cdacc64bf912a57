import { counted } from '../../model/counted.ts';
import type { Redaction } from '../../model/redaction.ts';
import type { Run } from '../../model/run.ts';
import { html, type Part } from './html.ts';

/** What every page of a run says before anything else. */
export interface Notices {
  run: Run;
  /** Only of a redacted bundle. */
  redaction: Redaction | undefined;
  /** Lines on evidence that was changed after the run. */
  warnings: readonly string[];
}

export function noticesOf({ run, redaction, warnings }: Notices): Part[] {
  return [
    warnings.length > 0 && changedNotice(warnings),
    run.finishedAt === null &&
      html`<div class="notice changed" role="note"><p><strong>This run has not ended.</strong> It is still running or was killed. Cases without a verdict count as undecided.</p></div>`,
    simulatedNotice(run),
    run.redacted && redactedNotice(run.redacted.of, redaction),
  ];
}

function changedNotice([head = '', ...lines]: readonly string[]): Part {
  return html`<div class="notice changed" role="note"><p><strong>Do not rely on this page:</strong> ${head}</p>
<ul>${lines.map((line) => html`<li>${line.trim()}</li>`)}</ul></div>`;
}

function simulatedNotice(run: Run): Part {
  const simulated = run.handsets.find((handset) => handset.simulated);
  if (!simulated) return '';
  const isMixed = run.handsets.some((handset) => !handset.simulated);

  return html`<div class="notice" role="note"><p><strong>Simulated.</strong> ${isMixed ? 'Cases that are marked as simulated' : 'All cases'} ran simulated browsers on a simulated handset, whose clock ran at ${simulated.speed}x real time during waits. They say nothing about a real release, and nothing reached the recipients that are named here.</p></div>`;
}

function redactedNotice(of: string, redaction: Redaction | undefined): Part {
  const replaced = (redaction?.replaced ?? []).map(
    ({ name, times }) => `${name} (${counted(times, 'time')})`,
  );
  const leftOut = redaction
    ? `${counted(redaction.files.length, 'file')} and ${counted(redaction.parts.length, 'part')} of messages were left out.`
    : '';

  return html`<div class="notice" role="note"><p><strong>Redacted bundle.</strong> The tester's own values were replaced, and the cases were judged again. The run that it was made from has another digest than this bundle: <code>sha256:${of}</code>.</p>
<p>${replaced.length > 0 ? `Replaced: ${replaced.join(', ')}. ` : ''}${leftOut} <code>redaction.json</code> lists everything. To verify the bundle: <code>npx leakgate verify</code> and the folder of the bundle.</p></div>`;
}
