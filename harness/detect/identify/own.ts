import { createHash } from 'node:crypto';
import type { Canary } from '../../model/canary.ts';
import type { Budget } from '../../model/evidence.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { IdentityValue } from '../../model/identity.ts';
import type { Finding } from '../../model/scan.ts';
import type { Identifier, Means } from '../../model/ties.ts';
import { createDetector } from '../detector.ts';
import { entropyBits } from '../match/entropy.ts';
import { spellingsOf } from './spellings.ts';

/** Bits. A value with fewer can occur in anyone's traffic. */
const OWN_BITS = 20;
/** Contents of an identifier field that mean "no value". */
const EMPTY_VALUE = /^(?:|0+|[0-]+|null|none|unknown|undefined|true|false|n\/a|(?:02|00)(?::00){5})$/i;

export function isEmptyValue(value: string): boolean {
  return EMPTY_VALUE.test(value);
}

/** A token that identifies a value in any letter case. */
export function tokenOf(value: string): string {
  return createHash('sha256').update(value.toLowerCase()).digest('hex').slice(0, 16);
}

/** The handset's own values, found in any form: unchanged, in another spelling, encoded or hashed. */
export interface OwnValues {
  findIn(exchanges: readonly Exchange[]): Identifier[];
  /** The given values that are one of the handset's values in any form. */
  findAmong(values: readonly string[]): ReadonlySet<string>;
}

export function createOwnValues(values: readonly IdentityValue[], budget: Budget): OwnValues {
  const identifying = values.filter(({ value }) => entropyBits(value) >= OWN_BITS && !isEmptyValue(value));
  const canaries = identifying.flatMap(({ value }, at) =>
    spellingsOf(value).map((text, n): Canary => ({ id: `${at}/${n}`, kind: 'text', value: text })),
  );
  const find = (exchanges: readonly Exchange[]) =>
    searchFor(canaries, exchanges, budget).filter(
      ({ match }) => match === 'whole' || match.startsWith('digest:'),
    );

  return {
    findAmong(values) {
      const distinct = [...new Set(values)];
      const found = find(distinct.map(createMessage));

      return new Set(found.flatMap(({ exchange }) => distinct[exchange] ?? []));
    },
    findIn: (exchanges) =>
      find(exchanges)
        .flatMap((finding): Identifier[] => {
          const identityValue = identifying[Number(finding.canary.split('/')[0])];

          return identityValue ? [identifierOf(identityValue, finding)] : [];
        })
        .toSorted((a, b) => a.exchange - b.exchange || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
  };
}

function identifierOf({ name, value }: IdentityValue, finding: Finding): Identifier {
  return {
    exchange: finding.exchange,
    host: finding.host,
    kind: 'handset',
    name,
    means: meansOfName(name),
    place: [finding.part, ...finding.chain].join(' > '),
    form: finding.match === 'whole' ? 'plain' : finding.match,
    value,
    token: tokenOf(value),
  };
}

function meansOfName(name: string): Means {
  if (/account|imsi|iccid|phone/.test(name)) return 'account';
  if (/advertising|oaid|gaid|aaid/.test(name)) return 'advertising';

  return /uuid|install/.test(name) ? 'install' : 'device';
}

/** A message that consists only of a value. */
function createMessage(value: string, index: number): Exchange {
  return {
    index,
    method: 'POST',
    url: 'https://value.invalid/',
    host: 'value.invalid',
    headers: [],
    body: Buffer.from(value),
    trailers: [],
    messages: [],
  };
}

/** Searches for values as for canaries, in everything that the detector decodes. */
export function searchFor(
  canaries: readonly Canary[],
  exchanges: readonly Exchange[],
  budget: Budget,
): Finding[] {
  if (canaries.length === 0) return [];
  const detector = createDetector(canaries, [], budget);
  for (const exchange of exchanges) detector.push(exchange);

  return detector.end().findings;
}
