import type { CaseRecord } from '../model/case.ts';
import type { CaseEvidence, JudgedExchange } from '../model/evidence.ts';
import type { TimelineStep } from '../model/timeline.ts';
import type { VisibilityEvent } from '../model/visibility.ts';
import { nameOfStep } from './step-name.ts';
import { counted } from '../model/counted.ts';

/** One line of a case's timeline, timed by the recording machine's clock. */
export interface Moment {
  /** ISO 8601, UTC. */
  at: string;
  /** Seconds since the case began. */
  second: number;
  /** `scenario`: steps of scenario and handset; `traffic`: exchanges; `recorder`: events of the recorder. */
  who: 'scenario' | 'traffic' | 'recorder';
  what: string;
  /** Ids of the canaries that were found in the exchange. */
  found: string[];
  /** Its place in the page: `step-3`, `exchange-8`, `event-0`; the number is its index in the evidence. */
  anchor: string;
  /** The canary whose page the step visits, loads or takes a picture of. */
  canary?: string;
}

/** Steps of scenario and handset, exchanges, and events of the recorder, in order of time. */
export function timelineOf(evidence: CaseEvidence, record: CaseRecord): Moment[] {
  const startMs = Date.parse(record.startedAt);
  const moment = (at: string, who: Moment['who'], what: string, anchor: string): Moment => ({
    at,
    second: (Date.parse(at) - startMs) / 1000,
    who,
    what,
    found: [],
    anchor,
  });
  const foundIn = (index: number) => [
    ...new Set(record.findings.filter(({ exchange }) => exchange === index).map(({ canary }) => canary)),
  ];

  return [
    ...evidence.timeline.steps.map((step, at) => ({
      ...moment(step.at, 'scenario', nameOfStep(step), `step-${at}`),
      ...canaryOf(step),
    })),
    ...[...evidence.exchanges, ...evidence.late].map((exchange) => ({
      ...moment(exchange.at, 'traffic', sentenceOf(exchange), `exchange-${exchange.index}`),
      found: foundIn(exchange.index),
    })),
    ...evidence.visibility.events.map((event, at) =>
      moment(event.at, 'recorder', eventSentence(event), `event-${at}`),
    ),
  ].toSorted((a, b) => a.second - b.second);
}

/** The runner names these steps after their canary (`runner/work/scenario-browser.ts`). */
function canaryOf(step: TimelineStep): Pick<Moment, 'canary'> {
  if (step.kind === 'page-loaded') return { canary: step.canary };
  const canary = step.kind === 'step' ? /^(?:visit|search|screenshot) (\S+)/.exec(step.name)?.[1] : undefined;

  return canary === undefined ? {} : { canary };
}

/** The length to which URLs are shortened in the timeline; the evidence has them whole. */
const LONGEST_URL = 140;

function sentenceOf({
  index,
  method,
  url,
  body,
  messages,
  answer,
  responder,
  ...exchange
}: JudgedExchange): string {
  const shortUrl = url.length > LONGEST_URL ? `${url.slice(0, LONGEST_URL)}\u2026` : url;
  const facts = [
    body.length > 0 ? counted(body.length, 'byte') : '',
    messages.length > 0 ? counted(messages.length, 'message') : '',
    answer ? `answered ${answer.status}${responder === '' ? '' : ` by ${responder}`}` : 'no answer',
    exchange.aborted ? 'ended early' : '',
    exchange.uid === undefined ? '' : `UID ${exchange.uid}`,
    exchange.otherApp === undefined ? '' : `sent by ${exchange.otherApp}`,
    exchange.standInEngine ? 'sent by the stand-in engine itself, not by a page' : '',
    exchange.recordedIn === undefined ? '' : `recorded in ${exchange.recordedIn}`,
  ];

  return `${index}: ${method} ${shortUrl} (${facts.filter(Boolean).join(', ')})`;
}

/** `tls-refused: sni collector.example, cause ...`: the fields of an event by their names. */
function eventSentence(event: VisibilityEvent): string {
  const facts = Object.entries(event)
    .filter(([name]) => name !== 'kind' && name !== 'at')
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => `${name} ${String(value)}`);

  return `${event.kind}${facts.length > 0 ? `: ${facts.join(', ')}` : ''}`;
}
