import type { NameLookup } from '../detect/index.ts';
import type { CaseEvidence, JudgedExchange } from '../model/evidence.ts';
import { isIpLiteral } from './ip-literal.ts';

/** A host name for which a connection was opened: when, by which UID, and whether the stand-in engine did it. */
export interface ConnectionName extends NameLookup {
  at: string;
  standInEngine: boolean;
  uid?: number;
}

interface RecordedTraffic {
  exchanges: readonly Pick<JudgedExchange, 'host' | 'index' | 'uid' | 'via'>[];
  late?: readonly Pick<JudgedExchange, 'index'>[];
  visibility: Pick<CaseEvidence['visibility'], 'events'>;
}

/**
 * Host names of connections without a recorded exchange, once per app; other names are searched in their
 * exchanges. Numbered after the exchanges, so that a finding can refer to one.
 */
export function namesWithoutExchange({
  exchanges,
  late = [],
  visibility,
}: RecordedTraffic): ConnectionName[] {
  const { events } = visibility;
  const engine = new Set(events.flatMap((event) => (event.kind === 'stand-in-engine' ? [event.host] : [])));
  const key = (name: string, uid: number | undefined, through = '') =>
    `${uid ?? ''} ${name.toLowerCase()} ${through}`;
  // `via` is the host of a tunnel whose request names another host; no URL contains the name of such a tunnel.
  const namedByUrl = exchanges.filter(({ via }) => via === undefined || isIpLiteral(via));
  const known = new Set(namedByUrl.map(({ host, uid }) => key(host, uid)));
  const next = [...exchanges, ...late].reduce((highest, { index }) => Math.max(highest, index + 1), 0);
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
