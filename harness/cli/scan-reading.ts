import { readRecording } from '../evidence/recording.ts';
import type { JudgedExchange } from '../model/evidence.ts';
import { Fault } from '../model/fault.ts';
import type { Opaque, SkippedEntry } from '../model/scan.ts';
import { startProgress } from './scan-progress.ts';
import { type ConnectionName, readRecordedNames, type ScanSource, tunnelOf } from './scan-source.ts';
import { UnreadTunnels } from './unread-tunnels.ts';

/** What was read of a source, besides its exchanges. */
export interface SourceReading {
  file: string;
  /** Index of the first entry. */
  first: number;
  /** Number of entries, with those that were not sent or not readable. */
  count: number;
  /** Host names that were requested without an exchange. */
  names: readonly ConnectionName[];
  notSent: readonly SkippedEntry[];
  unreadable: readonly SkippedEntry[];
  /** Names that went to DNS for requests that were not sent, and tunnels whose requests were not recorded. */
  opaque: readonly Opaque[];
  /** Why the rest of the source was not read. */
  fault?: Fault;
}

/** Problems of one entry that are named. */
const MAX_PROBLEMS = 3;

/**
 * Reads a source as far as possible, and passes each exchange to `push`. An error ends the reading, not the scan.
 * @param ownSites hosts of canaries
 */
export async function readSource(
  source: ScanSource,
  first: number,
  push: (exchange: JudgedExchange) => void,
  ownSites: ReadonlySet<string>,
): Promise<SourceReading> {
  const names: ConnectionName[] = [];
  const notSent: SkippedEntry[] = [];
  const unreadable: SkippedEntry[] = [];
  const opaque: Opaque[] = [];
  const seen: Pick<JudgedExchange, 'host' | 'index'>[] = [];
  const tunnels = new UnreadTunnels(ownSites);
  const progress = await startProgress(source.har);
  let count = 0;
  const listener = {
    onBytesRead: progress.onBytesRead,
    onRefusedName: (name: string) => names.push({ kind: 'sni', name }),
  };
  const reading = () => ({ file: source.har, first, count, names, notSent, unreadable, opaque });
  try {
    for await (const { index, exchange, unsent, problems } of readRecording(source.har, first, listener)) {
      count++;
      if (problems.length > 0) unreadable.push({ exchange: index, why: describeProblems(problems) });
      if (unsent) notSent.push({ exchange: index, why: unsent.why });
      if (unsent?.lookedUp) {
        names.push({ kind: 'dns', name: unsent.lookedUp, index });
        opaque.push(lookupOf(index, unsent.lookedUp, unsent.why));
      }
      if (!exchange) continue;
      push(exchange);
      if (!source.visibility) tunnels.record(exchange);
      const tunnel = tunnelOf(exchange);
      if (tunnel) names.push(tunnel);
      if (source.visibility) seen.push({ host: exchange.host, index });
      progress.showProgress(count);
    }
    names.push(...(await readRecordedNames(source, seen)));
    opaque.push(...tunnels.end());
  } catch (error) {
    if (!(error instanceof Fault)) throw error;

    return { ...reading(), fault: error };
  } finally {
    progress.end();
  }

  return reading();
}

function describeProblems(problems: readonly string[]): string {
  const more = problems.length - MAX_PROBLEMS;

  return `${problems.slice(0, MAX_PROBLEMS).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

/** The name was searched; which questions DNS was asked is not in the HAR. */
function lookupOf(exchange: number, host: string, why: string): Opaque {
  return {
    exchange,
    host,
    part: 'dns',
    bytes: 0,
    class: 'unknown',
    why: `the request was not sent, because ${why}; only the name was searched`,
  };
}
