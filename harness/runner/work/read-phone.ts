import { reasonOf } from '../../model/fault.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { type CaseWork, LIMITS } from './case-work.ts';
import type { Station } from './station.ts';

/** What the phone itself can tell of traffic that the recorder did not see. A phone that cannot tell any more is said so. */
export async function readPhone(work: CaseWork, station: Station): Promise<VisibilityEvent[]> {
  const at = new Date().toISOString();
  const events: VisibilityEvent[] = [];
  try {
    events.push(
      ...(await work.step('read the packet counters', LIMITS.screen, () => station.handset.counters.read())),
    );
    for (const host of await work.step("ask for the engine's own hosts", LIMITS.screen, () =>
      station.handset.engineHosts(),
    ))
      events.push({ kind: 'stand-in-engine', at, host });
  } catch (error) {
    events.push({ kind: 'packet-counter', at, ok: false, detail: reasonOf(error) });
  }

  return events;
}
