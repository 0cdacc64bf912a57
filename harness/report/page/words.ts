import { type Canary, nounOfCanary } from '../../model/canary.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { Change, Outcome } from '../summary/summary.ts';

/** What a canary was in the browser: the generator names the title of a page after its visit. */
export function nameOfCanary({ kind, id }: Pick<Canary, 'kind' | 'id'>): string {
  const noun = nounOfCanary({ kind, id });

  return noun === 'text' ? 'typed text' : noun;
}

/** How much of a value left: `whole`, `host`, `part`, `digest:md5`. */
export function nameOfMatch(match: string): string {
  if (match === 'whole') return 'complete';
  if (match === 'host') return 'only the host name';
  if (match === 'part') return 'a piece';

  return match.startsWith('digest:') ? `its digest (${match.slice('digest:'.length)})` : match;
}

/** A part of an exchange or a decoding, in words; the chain's own text where there are none. */
export function nameOfStep(step: string): string {
  const [kind = '', name = ''] = /^([^:]*):?(.*)$/s.exec(step)?.slice(1) ?? [];
  const text = Object.hasOwn(STEPS, kind) ? STEPS[kind] : undefined;

  return text === undefined ? step : name === '' ? text : `${text} ${name}`;
}

const STEPS: Readonly<Record<string, string>> = {
  'request.url': 'address of the request',
  'request.body': 'body of the request',
  'request.header': 'header',
  'request.trailer': 'trailer',
  form: 'field of the form:',
  query: 'parameter of the address:',
  json: 'value in the JSON:',
  base64: 'decoded from base64',
  hex: 'decoded from hexadecimal',
  url: 'decoded from URL encoding',
  gzip: 'decompressed with gzip',
  zlib: 'decompressed with zlib',
  deflate: 'decompressed with deflate',
  brotli: 'decompressed with brotli',
};

/** The marks of a case in tables and headings. */
export const OUTCOME_MARKS: Readonly<Record<Outcome, string>> = {
  'new-leak': 'new',
  unexpected: 'not expected',
  undecided: '',
  'known-leak': 'known',
  'leak-gone': 'leak gone',
  'expected-undecided': 'expected',
  limited: 'with limits',
  clean: '',
};

/** A mode, so that nobody reads `private/off` as a private mode that is off. */
export function nameOfSetting(mode: string): string {
  return mode.replace(/^private\/(on|off)$/, 'private, switch $1');
}

/** A column of a table: a scenario, and its mode if the table has several. */
export function columnName(scenario: string, mode: string, hasModes: boolean): string {
  return hasModes ? `${scenario}, ${nameOfSetting(mode)}` : scenario;
}

/** How a verdict differs from that of the release before; empty if it does not. */
export function nameOfChange({ kind, verdict }: Change): string {
  if (kind === 'newly-leaking') return 'newly leaking';
  if (kind === 'still-leaking') return 'still leaking';
  if (kind === 'fixed') return 'fixed';

  return kind === 'changed' ? `before: ${verdict}` : '';
}

export const VERDICTS: readonly { verdict: Verdict; claims: string; claimsNot: string }[] = [
  {
    verdict: 'leaks',
    claims:
      'The browser or its helpers sent a value to a host outside of the visit. The value was made for this case alone, and was used only in a tab that was proven private.',
    claimsNot:
      'That the recipient stored it, that anybody intended it, how often it happens, or that another release, region or account leaks.',
  },
  {
    verdict: 'suspect',
    claims: 'Something was found that must be examined. The reasons say what is missing to prove a leak.',
    claimsNot: 'That the browser leaks.',
  },
  {
    verdict: 'inconclusive',
    claims: 'The case could not be decided. The reasons say what could not be seen or proven.',
    claimsNot: 'Anything about the release.',
  },
  {
    verdict: 'clean',
    claims:
      'All data that the browser and its helpers sent in this case was recorded and decoded, and no such value was in it. Limits narrow this claim and belong to it.',
    claimsNot:
      'That the release never leaks: a server can turn reports on later, for a region, an account or a sample.',
  },
];
