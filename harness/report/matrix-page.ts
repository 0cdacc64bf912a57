import escapeHtml from 'escape-html';
import { type CaseRecord, folderOfCase } from '../model/case.ts';
import { nameOfMode } from '../model/mode.ts';
import type { Run, RunCase } from '../model/run.ts';
import type { RecordOf } from './case-records.ts';
import { identifierLines, linkLines, partyLines } from './ties.ts';
import { groupByRelease, columnOf, isSimulated } from './table.ts';
import { counted } from '../model/counted.ts';

/** A self-contained page that makes no request: a table with releases down and scenarios across, then each case's findings. */
export function matrixPageOf(run: Run, recordOf: RecordOf, digest: string): string {
  const columns = [...new Set(run.cases.map(columnOf))];
  const head = columns.map((column) => `<th>${escapeHtml(column).replace('\n', '<br>')}</th>`).join('');
  const rows = [...groupByRelease(run)].map(([name, cases]) => {
    const cells = columns.map((column) => cellOf(cases.find((row) => columnOf(row) === column))).join('');
    const recipients = [...new Set(cases.flatMap((row) => row.recipients))].toSorted();

    return `<tr><th scope="row">${escapeHtml(name)}${isSimulated(run, cases) ? ' <small>simulated</small>' : ''}</th>${cells}<td>${recipients.map(escapeHtml).join('<br>') || '&ndash;'}</td></tr>`;
  });
  const gate = run.gate
    ? run.gate.passed
      ? 'passed'
      : `failed (exit code ${run.gate.exitCode})`
    : 'not reached';

  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src 'self'">
<title>Leakgate run ${escapeHtml(run.id)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Leakgate run ${escapeHtml(run.id)}</h1>
<p>Gate: <strong>${escapeHtml(gate)}</strong>. ${counted(run.cases.length, 'case')}, started ${escapeHtml(run.startedAt)}, ended ${escapeHtml(run.finishedAt ?? '-')}.</p>
<p>Digest of this run: <code>sha256:${escapeHtml(digest)}</code></p>
${handsetsOf(run)}
<table>
<thead><tr><th>release</th>${head}<th>went to</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
${linksOf(run)}${run.cases.map((row) => detailOf(row, recordOf(row.id))).join('\n')}
<footer>Rules ${escapeHtml(run.rules)}. Leakgate ${escapeHtml(run.tool.version)}, Appium ${escapeHtml(run.tool.appium)}, driver ${escapeHtml(run.tool.driver)}, mockttp ${escapeHtml(run.tool.mockttp)}, Node ${escapeHtml(run.tool.node)}${run.tool.chromium ? `, ${escapeHtml(run.tool.chromium)}` : ''}.</footer>
</body>
</html>
`;
}

function handsetsOf(run: Run): string {
  const rows = run.handsets.map(
    ({ model, android, serial, interception }) =>
      `<li>${escapeHtml(`${model}, Android ${android}, ${serial}, interception: ${interception}`)}</li>`,
  );
  const simulated = run.handsets.find((handset) => handset.simulated);
  const warning = simulated
    ? `<p class="simulated"><strong>Simulated</strong> browsers ran on a simulated handset, whose clock ran at ${simulated.speed}x real time during waits. No result is a finding about a real release.</p>\n`
    : '';

  return `${warning}<ul class="handsets">${rows.join('')}</ul>`;
}

function cellOf(row: RunCase | undefined): string {
  if (!row) return '<td class="none">&ndash;</td>';
  const verdict = row.verdict ?? 'inconclusive';
  const expected = row.expected.includes(verdict)
    ? ''
    : ` <em>expected ${escapeHtml(row.expected.join(' or '))}</em>`;

  return `<td class="${verdict}"><a href="#${escapeHtml(row.id)}">${verdict}</a>${expected}</td>`;
}

function detailOf(row: RunCase, record: CaseRecord | undefined): string {
  const verdict = row.verdict ?? 'inconclusive';
  const { switch: position } = row.mode;
  const facts = [
    position
      ? `Statistics switch &ldquo;${escapeHtml(position.label)}&rdquo; is ${position.checked ? 'on' : 'off'}.`
      : '',
    record
      ? `Searched ${counted(record.stats.exchanges, 'exchange')} with ${counted(record.stats.bytes, 'byte')}; ${counted(record.opaque.length, 'opaque part')}.`
      : 'Never decided.',
  ];
  const findings = (record?.findings ?? []).map(
    (finding) =>
      `<tr><td>${escapeHtml(finding.canary)}</td><td>${escapeHtml(finding.host)}</td><td><code>${[finding.part, ...finding.chain].map(escapeHtml).join(' &rsaquo; ')}</code></td><td>${escapeHtml(finding.match)}, ${finding.confidence}</td><td>${escapeHtml(finding.sdk ?? '')}</td></tr>`,
  );

  return `<section id="${escapeHtml(row.id)}">
<h2><span class="${verdict}">${verdict}</span> ${escapeHtml(row.id)} <small>${escapeHtml(nameOfMode(row.mode))}</small></h2>
<ul>${row.reasons.map((reason) => `<li><code>${escapeHtml(reason.code)}</code> ${escapeHtml(reason.text)}</li>`).join('')}</ul>
<p>${facts.filter(Boolean).join(' ')} <a href="../${escapeHtml(row.evidence)}case.json">case.json</a> <a href="../${escapeHtml(row.evidence)}traffic.har">traffic.har</a>${record ? ` <a href="timeline/${encodeURIComponent(folderOfCase(row.id))}.html">timeline</a>` : ''}</p>
${tiesOf(record)}${findings.length > 0 ? `<table class="findings"><thead><tr><th>canary</th><th>went to</th><th>place and chain</th><th>match</th><th>SDK</th></tr></thead><tbody>${findings.join('')}</tbody></table>` : ''}
</section>`;
}

function linksOf(run: Run): string {
  const lines = linkLines(run).map((line) => `<li>${escapeHtml(line)}</li>`);

  return lines.length > 0 ? `<ul class="links">${lines.join('')}</ul>\n` : '';
}

/** Recipients and identifiers of a case's findings. */
function tiesOf(record: CaseRecord | undefined): string {
  const lines = [...partyLines(record).map((line) => `recipient ${line}`), ...identifierLines(record)];

  return lines.length > 0
    ? `<ul class="ties">${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>\n`
    : '';
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #8886; padding: .4rem .6rem; text-align: left; vertical-align: top; }
td a { color: inherit; }
.leaks { background: #c62828; color: #fff; } .suspect { background: #8e24aa; color: #fff; }
.inconclusive { background: #f9a825; color: #222; } .clean { background: #2e7d32; color: #fff; }
h2 span { border-radius: .3rem; padding: 0 .4rem; } h2 { font-size: 1.05rem; overflow-wrap: anywhere; }
.findings, .ties { font-size: .85rem; overflow-wrap: anywhere; } code { overflow-wrap: anywhere; } small, .none { opacity: .7; }
ul.handsets { font-size: .85rem; padding-left: 1.2rem; opacity: .8; }
footer { margin-top: 2rem; font-size: .8rem; opacity: .7; overflow-wrap: anywhere; }
`;
