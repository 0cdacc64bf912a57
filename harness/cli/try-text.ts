import type pc from 'picocolors';
import { counted } from '../model/counted.ts';
import { printable } from '../model/printable.ts';
import type { SentByScript, SentBytes, Tried } from '../model/tried.ts';

type Colours = ReturnType<typeof pc.createColors>;

/** Characters shown of a body or a message; `--json` has all of it. */
const MAX_LENGTH = 400;
/** Headers that every stack sends, whatever the script does. */
const DEFAULT_HEADERS = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'sec-websocket-version',
  'sec-websocket-key',
  'sec-websocket-extensions',
]);
const INDENT = '     ';

/** What a script sent, one block for each request, for readers; then its errors and what it logged. */
export function describeSent({ dir, release, requests, errors, log }: Tried, colours: Colours): string[] {
  const browser = requests.map(({ app }) => app);
  const lines = [colours.bold(`${printable(release)} (${printable(dir)})`), ''];
  if (requests.length === 0) lines.push(colours.yellow('the script sent nothing'), '');
  for (const request of requests) lines.push(...requestLines(request, browser[0], colours), '');
  for (const text of log) lines.push(colours.dim(`logged: ${printable(text)}`));
  for (const { place, error } of errors)
    lines.push(
      colours.red(`error in ${printable(place)}: ${printable(firstLine(error))}`),
      ...error
        .split('\n')
        .slice(1)
        .map((line) => colours.dim(`${INDENT}${printable(line.trim())}`)),
    );
  if (log.length + errors.length > 0) lines.push('');

  return lines;
}

function requestLines(request: SentByScript, browser: string | undefined, colours: Colours): string[] {
  const { index, sinceVisitMs, method, url, headers, trailers, body, messages } = request;
  const shownHeaders = headers.filter(([name]) => !DEFAULT_HEADERS.has(name.toLowerCase()));

  return [
    `${String(index).padEnd(4)} ${colours.dim(seconds(sinceVisitMs))}  ${colours.bold(method)} ${printable(url)}${marksOf(request, browser)}`,
    ...shownHeaders.map(([name, value]) => `${INDENT}${printable(name)}: ${printable(value)}`),
    ...(body.bytes > 0 ? [`${INDENT}${bytesLine(body, colours)}`] : []),
    ...trailers.map(([name, value]) => `${INDENT}trailer ${printable(name)}: ${printable(value)}`),
    ...messages.map(
      (message, at) =>
        `${INDENT}message ${at}, ${colours.dim(seconds(message.sinceVisitMs))}, ${bytesLine(message, colours)}`,
    ),
  ];
}

/** In which ways a request differs from one of the browser itself to the host that its URL names. */
function marksOf(request: SentByScript, browser: string | undefined): string {
  const marks = [
    ...(request.app === browser ? [] : [`by ${request.app}`]),
    ...(request.kind === 'lookup' ? ['a DNS lookup'] : []),
    ...(request.url.includes(request.host) ? [] : [`through a connection to ${request.host}`]),
    ...(request.direct && request.kind !== 'lookup' ? ['bypasses the proxy'] : []),
    ...(request.pinned ? ['pinned'] : []),
    ...(request.aborted ? [request.kind === 'websocket' ? 'left open' : 'aborted'] : []),
  ];

  return marks.length === 0 ? '' : ` (${printable(marks.join(', '))})`;
}

function bytesLine({ bytes, text, base64 }: SentBytes, colours: Colours): string {
  if (bytes === 0) return '0 bytes';
  const shown =
    text === undefined ? Buffer.from(base64 ?? '', 'base64').toString('hex') : printable(escaped(text));
  const cut = shown.length > MAX_LENGTH ? `${shown.slice(0, MAX_LENGTH)}…` : shown;

  return `${colours.dim(`${counted(bytes, 'byte')}${text === undefined ? ', hex' : ''}:`)} ${cut}`;
}

/** Text on one line: control characters are escaped as in JSON. */
function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
}

/** Handset time since the visit. */
function seconds(ms: number): string {
  return `${ms < 0 ? '-' : '+'}${(Math.abs(ms) / 1000).toFixed(1)} s`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
