import type { NameLookup } from '../../detect/detector.ts';
import type { CaseEvidence, JudgedExchange } from '../../model/evidence.ts';

/** A name that was asked for, with when and whether the simulated handset's stand-in engine asked. */
export interface AskedName extends NameLookup {
  at: string;
  standInEngine: boolean;
}

/** What names are told from. */
interface Seen {
  exchanges: readonly Pick<JudgedExchange, 'host' | 'index'>[];
  visibility: CaseEvidence['visibility'];
}

/**
 * The names that connections were opened for and of which no exchange was read, the first time each: the rest stands in the
 * exchanges. Numbered on from the exchanges, so that a finding names one.
 */
export function namesWithoutExchange({ exchanges, visibility }: Seen): AskedName[] {
  const { events } = visibility;
  const engine = new Set(events.flatMap((event) => (event.kind === 'stand-in-engine' ? [event.host] : [])));
  const known = new Set(exchanges.map((exchange) => exchange.host));
  const next = exchanges.reduce((most, { index }) => Math.max(most, index + 1), 0);
  const names: AskedName[] = [];
  for (const event of events) {
    const name = event.kind === 'server-name' ? event.name : event.kind === 'tls-refused' ? event.sni : null;
    if (name === null || known.has(name.toLowerCase())) continue;
    known.add(name.toLowerCase());
    names.push({
      kind: 'sni',
      name,
      index: next + names.length,
      at: event.at,
      standInEngine: engine.has(name),
    });
  }

  return names;
}
