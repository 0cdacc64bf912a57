import type { JudgedExchange } from '../../../model/evidence.ts';
import type { RuleInput } from '../../rule-input.ts';
import { isIpLiteral } from '../../ip-literal.ts';
import { parseUrl } from '../../../model/parse-url.ts';

/** Kinds of responders: the first word of a responder's name, as `ack` in `ack/sensors`. */
const RESPONDERS = new Set([
  'ack',
  'config',
  'key',
  'probe',
  'site',
  'search-engine',
  'unknown',
  'websocket',
  'none',
]);

/** Contradictions in the exchanges: their numbers, hosts, responders, and the stand-in engine as sender. */
export function contradictionsOfExchanges({ evidence }: RuleInput): string[] {
  const { exchanges, late, visibility } = evidence;
  const engine = new Set(
    visibility.events.flatMap((event) => (event.kind === 'stand-in-engine' ? [event.host] : [])),
  );
  const contradictions: string[] = [];
  for (const [at, exchange] of [...exchanges, ...late].entries()) {
    const { index, host, standInEngine, responder } = exchange;
    if (index !== at) contradictions.push(`the exchange at position ${at} has the number ${index}`);
    if (host !== hostOf(exchange))
      contradictions.push(`exchange ${at} went to ${host}, but its URL or tunnel names ${hostOf(exchange)}`);
    if (!RESPONDERS.has(responder.split('/')[0] ?? ''))
      contradictions.push(`the responder '${responder}' of exchange ${at} is unknown`);
    if (at < exchanges.length && standInEngine !== engine.has(host))
      contradictions.push(
        `exchange ${at} is ${standInEngine ? '' : 'not '}marked as sent by the stand-in engine, but ${host} is ${engine.has(host) ? '' : 'not '}among the hosts that the engine contacted`,
      );
  }

  return contradictions;
}

function hostOf({ method, url, via }: JudgedExchange): string {
  if (via !== undefined && !isIpLiteral(via)) return via;
  const fullUrl = method.toUpperCase() === 'CONNECT' && !url.includes('://') ? `https://${url}` : url;

  return parseUrl(fullUrl)?.hostname.toLowerCase().replace(/\.$/, '') ?? '';
}
