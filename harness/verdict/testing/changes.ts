import type { CaseFacts } from '../../model/case.ts';
import type { CaseEvidence, JudgedExchange } from '../../model/evidence.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';

/** A change to evidence. */
export type EvidenceChange = (evidence: CaseEvidence) => CaseEvidence;
type Kind = TimelineStep['kind'];
type StepOf<K extends Kind> = Extract<TimelineStep, { kind: K }>;
type EventOf<K extends VisibilityEvent['kind']> = Extract<VisibilityEvent, { kind: K }>;

/** Applies several changes, one after another. */
export const combine =
  (...changes: EvidenceChange[]): EvidenceChange =>
  (evidence) =>
    changes.reduce((changed, change) => change(changed), evidence);

export const withSteps =
  (change: (steps: TimelineStep[]) => TimelineStep[]): EvidenceChange =>
  (evidence) => ({
    ...evidence,
    timeline: { ...evidence.timeline, steps: change([...evidence.timeline.steps]) },
  });

export function without<K extends Kind>(
  kind: K,
  matches: (step: StepOf<K>) => boolean = () => true,
): EvidenceChange {
  return withSteps((steps) => steps.filter((step) => step.kind !== kind || !matches(step as StepOf<K>)));
}

export function changeStep<K extends Kind>(
  kind: K,
  change: Partial<StepOf<K>>,
  matches: (step: StepOf<K>) => boolean = () => true,
): EvidenceChange {
  return withSteps((steps) =>
    steps.map((step) => (step.kind === kind && matches(step as StepOf<K>) ? { ...step, ...change } : step)),
  );
}

export const withEvents =
  (change: (events: VisibilityEvent[]) => VisibilityEvent[]): EvidenceChange =>
  (evidence) => ({
    ...evidence,
    visibility: { ...evidence.visibility, events: change([...evidence.visibility.events]) },
  });

export const withEvent = (event: VisibilityEvent): EvidenceChange =>
  withEvents((events) => [...events, event]);

export const withoutEvent = (kind: VisibilityEvent['kind']): EvidenceChange =>
  withEvents((events) => events.filter((event) => event.kind !== kind));

export function changeEvent<K extends VisibilityEvent['kind']>(
  kind: K,
  change: Partial<EventOf<K>>,
): EvidenceChange {
  return withEvents((events) =>
    events.map((event) => (event.kind === kind ? { ...event, ...change } : event)),
  );
}

/** Changes the exchanges and numbers them again. */
export const withExchanges =
  (change: (exchanges: JudgedExchange[]) => JudgedExchange[]): EvidenceChange =>
  (evidence) => ({
    ...evidence,
    exchanges: change([...evidence.exchanges]).map((each, index) => ({ ...each, index })),
  });

export const withExchange = (given: JudgedExchange): EvidenceChange =>
  withExchanges((exchanges) => [...exchanges, given]);

export const withLate =
  (given: JudgedExchange): EvidenceChange =>
  (evidence) => ({ ...evidence, late: [{ ...given, index: evidence.exchanges.length }] });

export const withFacts =
  (facts: Partial<CaseFacts>): EvidenceChange =>
  (evidence) => ({ ...evidence, facts: { ...evidence.facts, ...facts } });

export const withHandset =
  (facts: Partial<CaseFacts['handset']>): EvidenceChange =>
  (evidence) =>
    withFacts({ handset: { ...evidence.facts.handset, ...facts } })(evidence);

/** Changes the mode, and the case id with it. */
export const withMode =
  (mode: Partial<CaseFacts['mode']>): EvidenceChange =>
  (evidence) => {
    const next = { ...evidence.facts.mode, ...mode };
    const name = next.private
      ? `private${next.statistics === 'default' ? '' : `.${next.statistics}`}`
      : 'normal';

    return withFacts({ mode: next, id: evidence.facts.id.replace(/[^/]+$/, name) })({
      ...evidence,
      ledger: evidence.ledger.map((entry) => ({ ...entry, case: entry.case.replace(/[^/]+$/, name) })),
    });
  };

/** A phone without root: no attribution by UID, no packet counter. */
export const unrooted: EvidenceChange = combine(
  withHandset({ rooted: false }),
  withFacts({ apps: [] }),
  withExchanges((exchanges) => exchanges.map((each) => ({ ...each, uid: undefined }))),
  withEvents((events) =>
    events
      .filter((event) => event.kind !== 'tls-refused' && event.kind !== 'packet-counter')
      .map((event) =>
        'attribution' in event ? { ...event, attribution: 'unknown' as const, uid: undefined } : event,
      ),
  ),
  (evidence) =>
    withEvent({
      kind: 'packet-counter',
      at: evidence.visibility.recording.to,
      ok: false,
      detail: 'it has no root',
    })(evidence),
  without('keyboard'),
);

/** Evidence from before attribution by UID existed. */
export const withoutAttribution: EvidenceChange = combine(
  withFacts({ apps: [] }),
  withExchanges((exchanges) => exchanges.map((each) => ({ ...each, uid: undefined }))),
  withEvents((events) =>
    events.map((event) =>
      'attribution' in event ? { ...event, attribution: 'unknown' as const, uid: undefined } : event,
    ),
  ),
);
