import type { RunSummary } from '../summary/summary.ts';
import { decidedCase, findingOf, runOfOutcomes, summaryOf } from './outcomes.ts';

/** Texts that try to leave their place in HTML, XML, Markdown, a table, a terminal, a workflow command or a spreadsheet. */
export const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  ']]><failure/><!--',
  '&lt;b&gt;&#0;&bad;',
  '| a | b |\n|---|---|\n# heading\n* item',
  '[link](https://evil.example/) ![image](https://evil.example/x.png) <https://evil.example/>',
  'https://evil.example/ www.evil.example @somebody a@evil.example',
  '`code` **bold** __bold__ ~~gone~~ $x^2$ \\',
  '\u001B[2J\u001B]0;title\u0007',
  '\u202Eesrever\u2066\u2069\u200F',
  '\u0000\u0008\u000B\uFFFE\uD800',
  '\r\n::error title=x::y',
  '%0A::add-mask::x',
  '=HYPERLINK("https://evil.example/")',
  '+1',
  '-1',
  '@SUM(1)',
  '\t=1',
  '../../etc/passwd',
  'x'.repeat(20_000),
];

/** The summary of a run with every outcome, in which each text that a phone or a server can choose is hostile. */
export function hostileSummary(): RunSummary {
  const run = runOfOutcomes();
  const text = HOSTILE.join(' ');
  run.handsets[0]!.model = text;
  run.cases.forEach((row, at) => {
    row.release = { ...row.release, versionName: `${HOSTILE[at % HOSTILE.length] ?? ''} ${text}` };
    row.scenario = `${text} ${at}`;
    row.reasons = row.reasons.map(({ code }) => ({ code, text }));
    if (row.recipients.length > 0) row.recipients = [text];
  });
  run.skipped = [{ release: text, scenario: text, mode: text, why: text }];
  for (const each of [...run.gate!.failures, ...run.gate!.changed!]) each.why = text;
  run.gate!.failures.at(-1)!.case = text;
  const canaries = HOSTILE.map((value, at) => ({ id: `visit-${at}`, kind: 'text' as const, value }));

  return summaryOf(run, {
    decidedCase: (id) =>
      run.cases.find((row) => row.id === id)?.verdict === 'leaks'
        ? decidedCase(
            canaries.map((canary) =>
              findingOf(canary.id, {
                host: canary.value,
                part: canary.value,
                chain: [canary.value],
                sdk: canary.value,
              }),
            ),
            canaries,
          )
        : decidedCase([]),
  });
}
