import { DEFAULT_BUDGET, locate } from '../detect/index.ts';
import type { CaseEvidence } from '../model/evidence.ts';
import type { Finding } from '../model/scan.ts';
import type { DecodingStep } from '../report/reports.ts';

/** Characters around a canary, and of content in which it is not readable. */
const [AROUND, UNREADABLE] = [60, 120];
/** The shortest piece of a canary that is marked. */
const SHORTEST_PIECE = 6;
/** Characters of a canary that are compared with a text. */
const LONGEST_CANARY = 4_096;
/** The longest content in which a canary is looked for; decoded content may have megabytes. */
const LONGEST_SEARCHED = 1_048_576;

/**
 * Follows the chain of a finding, and cuts what each decoding gave to a piece around the canary. Undefined if the chain does not lead
 * to the canary, or if the finding is in the name of a connection, which is not in an exchange.
 */
export function decodingSteps(evidence: CaseEvidence, finding: Finding): DecodingStep[] | undefined {
  const exchanges = new Map([...evidence.exchanges, ...evidence.late].map((each) => [each.index, each]));
  const exchange = exchanges.get(finding.exchange);
  const canary = evidence.canaries.find(({ id }) => id === finding.canary);
  if (!exchange || !canary) return undefined;
  const located = locate(exchange, finding, canary, DEFAULT_BUDGET, (index) => exchanges.get(index));
  if (!located) return undefined;
  const { steps, offset } = located;
  const value = canary.value.slice(0, LONGEST_CANARY);

  return steps.map((content, at) => {
    const isLast = at === steps.length - 1;
    const step = at === 0 ? finding.part : (finding.chain[at - 1] ?? '');
    const facts = { step, bytes: content.bytes.length, isText: content.isText };
    if (!content.isText && !isLast) return { ...facts, ...startOf(content) };
    const found = placeOf(value, content.text, isLast ? offset : undefined);
    if (found) return { ...facts, isText: true, ...around(content.text, found.from, found.length) };
    if (!isLast) return { ...facts, ...startOf(content) };
    const isDigest = finding.match.startsWith('digest:');
    const length = isDigest ? wordAt(content.text, offset) : pieceAt(value, content.text, offset);

    return { ...facts, isText: true, ...around(content.text, offset, Math.max(length, 1)) };
  });
}

type Excerpt = Pick<DecodingStep, 'before' | 'canary' | 'after' | 'cut'>;

/** The start of content in which the canary is not readable: text, or bytes in hexadecimal. */
function startOf({ text, bytes, isText }: { text: string; bytes: Uint8Array; isText: boolean }): Excerpt {
  const shown = isText
    ? text.slice(0, UNREADABLE)
    : Buffer.from(bytes.subarray(0, UNREADABLE / 3))
        .toString('hex')
        .replaceAll(/..(?=.)/g, '$& ');
  const isCut = isText ? text.length > UNREADABLE : bytes.length > UNREADABLE / 3;

  return { before: shown, canary: '', after: '', cut: { before: false, after: isCut } };
}

function around(text: string, from: number, length: number): Excerpt {
  const end = from + length;

  return {
    before: text.slice(Math.max(0, from - AROUND), from),
    canary: text.slice(from, end),
    after: text.slice(end, end + AROUND),
    cut: { before: from > AROUND, after: end + AROUND < text.length },
  };
}

/**
 * Where a text has a canary, in any letter case: as it is, escaped for JSON, a URL or a form, or only the host name of its URL.
 * @param inside an offset that must be in it: the place of a match, which may begin later than the canary
 */
function placeOf(value: string, text: string, inside?: number): { from: number; length: number } | undefined {
  const start = inside === undefined ? 0 : Math.max(0, inside - value.length);
  const searched = text.slice(start, start + LONGEST_SEARCHED);
  // A few letters become longer in lower case, which would move all places behind them.
  const lower = searched.toLowerCase().length === searched.length ? searched.toLowerCase() : searched;
  const wellFormed = Buffer.from(value).toString();
  const encoded = encodeURIComponent(wellFormed);
  const host = URL.canParse(value) ? new URL(value).hostname : '';
  for (const piece of [value, value.replaceAll('/', '\\/'), encoded, encoded.replaceAll('%20', '+'), host]) {
    const at = piece.length < SHORTEST_PIECE ? -1 : lower.indexOf(piece.toLowerCase());
    if (at >= 0 && (inside === undefined || start + at <= inside))
      return { from: start + at, length: piece.length };
  }

  return undefined;
}

/** How many characters of a text are a piece of the canary. */
function pieceAt(value: string, text: string, from: number): number {
  const whole = value.toLowerCase();
  const rest = text.slice(from, from + value.length).toLowerCase();
  for (let length = rest.length; length >= SHORTEST_PIECE; length--)
    if (whole.includes(rest.slice(0, length))) return length;

  return wordAt(text, from);
}

/** The length of the characters of a digest: hexadecimal or base64. */
function wordAt(text: string, from: number): number {
  return /^[\w+/=-]*/.exec(text.slice(from, from + LONGEST_CANARY))?.[0].length ?? 0;
}
