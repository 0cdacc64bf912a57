import escapeHtml from 'escape-html';
import type { Moment } from './timeline.ts';

/** A case's timeline as a self-contained page that makes no request. */
export function timelinePage(caseId: string, moments: readonly Moment[]): string {
  const rows = moments.map(
    ({ at, second, who, what, found }) =>
      `<tr class="${who}${found.length > 0 ? ' found' : ''}"><td title="${escapeHtml(at)}">${timeOf(second)}</td><td>${who}</td><td>${escapeHtml(what)}${found.length > 0 ? ` <strong>${escapeHtml(found.join(', '))}</strong>` : ''}</td></tr>`,
  );

  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Timeline of ${escapeHtml(caseId)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Timeline of ${escapeHtml(caseId)}</h1>
<p>What the scenario, the handset, the traffic and the recorder did, in seconds since the case began (clock of the recording computer). Bold: canaries of the private visit that were sent.</p>
<table>
<thead><tr><th>second</th><th>who</th><th>what</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</body>
</html>
`;
}

/** A case's timeline as Markdown. */
export function timelineMarkdown(caseId: string, moments: readonly Moment[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll(/[\r\n]+/g, ' ');

  return [
    `# Timeline of ${caseId}`,
    '',
    'What the scenario, the handset, the traffic and the recorder did, in seconds since the case began (clock of the recording computer). Bold: canaries of the private visit that were sent.',
    '',
    '| second | who | what |',
    '|---:|---|---|',
    ...moments.map(
      ({ second, who, what, found }) =>
        `| ${timeOf(second)} | ${who} | ${cell(what)}${found.length > 0 ? ` **${cell(found.join(', '))}**` : ''} |`,
    ),
    '',
  ].join('\n');
}

function timeOf(second: number): string {
  return `${second < 0 ? '' : '+'}${second.toFixed(3)}`;
}

const STYLE = `
:root { color-scheme: light dark; font: 14px/1.45 system-ui, sans-serif; }
body { margin: 1rem; } h1 { font-size: 1.1rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #8884; padding: .2rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
td:first-child { font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }
td:nth-child(2) { white-space: nowrap; opacity: .75; }
.traffic { background: #1e88e51f; } .recorder { background: #f9a8251f; } .found { background: #c6282833; }
`;
