import type { NameLookup } from '../detect/index.ts';
import type { CaseEvidence, JudgedExchange } from '../model/evidence.ts';
import { isIpLiteral } from './ip-literal.ts';

/** A name that was asked for, with when, by whom, and whether the simulated handset's stand-in engine asked. */
export interface ConnectionName extends NameLookup {
  at: string;
  standInEngine: boolean;
  uid?: number;
}

/** What names are told from. */
interface Seen {
  exchanges: readonly Pick<JudgedExchange, 'host' | 'index' | 'uid' | 'via'>[];
  late?: readonly Pick<JudgedExchange, 'index'>[];
  visibility: Pick<CaseEvidence['visibility'], 'events'>;
}

/**
 * The names that connections were opened for and of which no exchange was read, the first time each app asked: the rest
 * stands in the exchanges. Numbered on from the exchanges, so that a finding names one.
 */
export function namesWithoutExchange({ exchanges, late = [], visibility }: Seen): ConnectionName[] {
  const { events } = visibility;
  const engine = new Set(events.flatMap((event) => (event.kind === 'stand-in-engine' ? [event.host] : [])));
  const key = (name: string, uid: number | undefined, through = '') =>
    `${uid ?? ''} ${name.toLowerCase()} ${through}`;
  // The name of a tunnel stands in no address where what was asked for in it names another host.
  const named = exchanges.filter(({ via }) => via === undefined || isIpLiteral(via));
  const known = new Set(named.map(({ host, uid }) => key(host, uid)));
  const next = [...exchanges, ...late].reduce((most, { index }) => Math.max(most, index + 1), 0);
  const names: ConnectionName[] = [];
  for (const event of events) {
    if (event.kind !== 'server-name' && event.kind !== 'tls-refused') continue;
    const { uid } = event;
    const name = event.kind === 'server-name' ? event.name : event.sni;
    const through = event.kind === 'server-name' ? event.through : undefined;
    if (name === null || known.has(key(name, uid, through))) continue;
    known.add(key(name, uid, through));
    names.push({
      kind: 'sni',
      name,
      index: next + names.length,
      at: event.at,
      standInEngine: engine.has(name),
      ...(through === undefined ? {} : { through }),
      ...(uid === undefined ? {} : { uid }),
    });
  }

  return names;
}
