import { randomBytes } from 'node:crypto';
import type { JudgedExchange } from '../../../model/evidence.ts';
import type { VisibilityEvent } from '../../../model/visibility.ts';
import { type EvidenceChange, withExchange } from '../changes.ts';
import { at, BROWSER, COLLECTOR, exchange, KEYBOARD } from '../evidence.ts';

type EventOf<K extends VisibilityEvent['kind']> = Extract<VisibilityEvent, { kind: K }>;

/** Attribution of an event to the browser, and to another app. */
export const browserAttribution = { attribution: 'uid', uid: BROWSER } as const;
export const otherAppAttribution = { attribution: 'uid', uid: KEYBOARD } as const;

/** A collector that is not in the evidence of a clean case. */
export const HOST = 'tracking.intl.miui.com';

/** The JA4 of the web engine in a clean case. */
export const ENGINE_JA4 = 't13d';

/** A handshake that the browser refused, and one that the same client accepted. */
export const refused: EventOf<'tls-refused'> = {
  kind: 'tls-refused',
  at: at(30),
  sni: HOST,
  cause: 'closed',
  ja4: ENGINE_JA4,
  ...browserAttribution,
};
export const accepted: EventOf<'tls-accepted'> = {
  kind: 'tls-accepted',
  at: at(31),
  sni: HOST,
  ja4: ENGINE_JA4,
  ...browserAttribution,
};

/** Whether an exchange of the clean case is native traffic. */
export const isNative = ({ host }: JudgedExchange) => host === COLLECTOR;

/** An upload that cannot be decoded. */
export const opaque = (given: Partial<JudgedExchange> = {}): EvidenceChange =>
  withExchange(exchange({ url: 'https://x.test/', responder: 'unknown', body: randomBytes(300), ...given }));
