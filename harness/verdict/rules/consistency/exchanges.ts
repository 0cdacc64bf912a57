import type { JudgedExchange } from '../../../model/evidence.ts';
import type { Reading } from '../../reading.ts';
import { isIpLiteral } from '../../ip-literal.ts';

/** Who answers, by the first word of a responder's name; see `origins/`. */
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

/** What exchanges say that cannot be true of the traffic that they are. */
export function contradictionsOfExchanges({ evidence }: Reading): string[] {
  const { exchanges, late, visibility } = evidence;
  const engine = new Set(
    visibility.events.flatMap((event) => (event.kind === 'stand-in-engine' ? [event.host] : [])),
  );
  const said: string[] = [];
  for (const [at, exchange] of [...exchanges, ...late].entries()) {
    const { index, host, standInEngine, responder } = exchange;
    if (index !== at) said.push(`exchange ${at} has the number ${index}`);
    if (host !== hostOf(exchange))
      said.push(`exchange ${at} went to ${host}, but its URL or tunnel gives ${hostOf(exchange)}`);
    if (!RESPONDERS.has(responder.split('/')[0] ?? ''))
      said.push(`the responder '${responder}' of exchange ${at} is unknown`);
    if (at < exchanges.length && standInEngine !== engine.has(host))
      said.push(
        `exchange ${at} was ${standInEngine ? '' : 'not '}sent by the stand-in engine, but the engine did ${engine.has(host) ? '' : 'not '}contact ${host}`,
      );
  }

  return said;
}

function hostOf({ method, url, via }: JudgedExchange): string {
  if (via !== undefined && !isIpLiteral(via)) return via;
  const whole = method.toUpperCase() === 'CONNECT' && !url.includes('://') ? `https://${url}` : url;

  return URL.canParse(whole) ? new URL(whole).hostname.toLowerCase().replace(/\.$/, '') : '';
}
