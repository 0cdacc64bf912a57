import { Buffer } from 'node:buffer';
import { hostsOf } from '../../detect/index.ts';
import type { JudgedExchange } from '../../model/evidence.ts';
import type { Finding } from '../../model/scan.ts';
import type { RuleInput } from '../rule-input.ts';
import type { ConnectionName } from '../connection-names.ts';
import { isAtHost, isOfVendor } from './recipients.ts';
import { isDnsQuery } from './targets.ts';
import { parseUrl } from '../../model/parse-url.ts';

/** The role of search engines in `verdict/data/hosts.yaml`. */
const SEARCH_ENGINE_ROLE = 'search engine';

/**
 * The code of a finding that normal browsing can explain. The host of a page may go to a DNS-over-HTTPS resolver. A search
 * may go to the browser's own search engine instead of the one that the scenario uses. Both can also be
 * deliberate, so they are suspect. Normal browsing does not explain a finding at the vendor's own resolver, or a whole
 * address.
 */
export function lookupOrSearchCode(
  finding: Finding,
  carrier: JudgedExchange | ConnectionName,
  input: RuleInput,
): 'suspect-lookup' | 'suspect-search-engine' | undefined {
  if (!('headers' in carrier) || isOfVendor(finding, input)) return undefined;
  if (isDnsQuery(carrier) && isHostOnly(finding, carrier, input)) return 'suspect-lookup';

  return isSearchAtOtherEngine(finding, carrier, input) ? 'suspect-search-engine' : undefined;
}

/** Whether only the host of a canary was sent; a DNS question (RFC 1035) contains the host label by label. */
function isHostOnly(
  { canary, match }: Finding,
  { url, body }: JudgedExchange,
  { evidence }: RuleInput,
): boolean {
  if (match !== 'part') return match === 'host';
  const hosts = evidence.canaries.filter(({ id }) => id === canary).flatMap(hostsOf);
  const inUrl = parseUrl(url)?.searchParams.get('dns') ?? '';
  const questions = [Buffer.from(body), Buffer.from(inUrl, 'base64url')];

  return hosts.some((host) => questions.some((each) => each.includes(dnsLabels(host))));
}

function dnsLabels(host: string): Buffer {
  const labels = host.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]));

  return Buffer.concat([...labels, Buffer.of(0)]);
}

/** Whether the search is in the URL of a GET to another search engine, and the intended one never received it. */
function isSearchAtOtherEngine(
  { canary, host, part }: Finding,
  { method, via = host }: JudgedExchange,
  { evidence, policy, search }: RuleInput,
): boolean {
  const isSearch = evidence.canaries.some(({ id, kind }) => id === canary && kind === 'search');
  const isEngine = policy.hosts.some((row) => row.role === SEARCH_ENGINE_ROLE && isAtHost(row, host));
  const reachedIntendedEngine = search.report.allowed.some((each) => each.canary === canary);

  return (
    isSearch &&
    isEngine &&
    method === 'GET' &&
    part === 'request.url' &&
    via === host &&
    !reachedIntendedEngine
  );
}
