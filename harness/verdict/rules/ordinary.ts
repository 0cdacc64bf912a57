import { Buffer } from 'node:buffer';
import { hostsOf } from '../../detect/index.ts';
import type { JudgedExchange } from '../../model/evidence.ts';
import type { Finding } from '../../model/scan.ts';
import type { Reading } from '../reading.ts';
import type { ConnectionName } from '../connection-names.ts';
import { isAtHost, isOfVendor } from './recipients.ts';
import { asksForNames } from './targets.ts';

/** Role of search engines in `verdict/data/hosts.yaml`. */
const ENGINE = 'search engine';

/**
 * What a browser may send by doing no more than it was asked to: the name of a page's host to whoever resolves names over
 * HTTPS, and a search to the search engine that it is set to, where that is another than the story asked for. It may as
 * well be on purpose, so that it is suspect. Of the vendor's own resolvers and of whole addresses that is no explanation.
 */
export function ordinaryCode(
  finding: Finding,
  carrier: JudgedExchange | ConnectionName,
  reading: Reading,
): 'suspect-lookup' | 'suspect-search-engine' | undefined {
  if (!('headers' in carrier) || isOfVendor(finding, reading)) return undefined;
  if (asksForNames(carrier) && isOfHost(finding, carrier, reading)) return 'suspect-lookup';

  return isSearchElsewhere(finding, carrier, reading) ? 'suspect-search-engine' : undefined;
}

/** Whether no more of a canary was asked than its host; in a question of RFC 1035 that stands label by label. */
function isOfHost({ canary, match }: Finding, { url, body }: JudgedExchange, { evidence }: Reading): boolean {
  if (match !== 'part') return match === 'host';
  const hosts = evidence.canaries.filter(({ id }) => id === canary).flatMap(hostsOf);
  const inUrl = URL.canParse(url) ? (new URL(url).searchParams.get('dns') ?? '') : '';
  const questions = [Buffer.from(body), Buffer.from(inUrl, 'base64url')];

  return hosts.some((host) => questions.some((each) => each.includes(asLabels(host))));
}

function asLabels(host: string): Buffer {
  const labels = host.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]));

  return Buffer.concat([...labels, Buffer.of(0)]);
}

/** Whether another engine was asked in a URL, as a result page is, and the one that was meant never got the words. */
function isSearchElsewhere(
  { canary, host, part }: Finding,
  { method, via = host }: JudgedExchange,
  { evidence, policy, search }: Reading,
): boolean {
  const isSearch = evidence.canaries.some(({ id, kind }) => id === canary && kind === 'search');
  const isEngine = policy.hosts.some((row) => row.role === ENGINE && isAtHost(row, host));
  const wasMet = search.report.allowed.some((each) => each.canary === canary);

  return isSearch && isEngine && method === 'GET' && part === 'request.url' && via === host && !wasMet;
}
