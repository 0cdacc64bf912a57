import { UNKNOWN_UID } from '../model/uid.ts';
import { UNKNOWN_SENDER } from './packets/controls.ts';
import type { Phone } from './phone.ts';
import { quote } from './shell/quote.ts';
import { printedBy } from './shell/printed-by.ts';

/** Where a request of a UID to the proxy arrived. */
export interface PathControl {
  /** A UID with a recorder port of its own, or `UNKNOWN_UID`. */
  uid: number;
  /** `own`: at its own port. `other`: at another port of the recorder. `none`: no answer came. */
  reached: 'own' | 'other' | 'none';
  /** What the phone printed if no answer came. */
  printed: string;
}

/**
 * Sends a request to the proxy as each UID, which the recorder answers with the UID of the port where it arrived. A rule of another
 * program may send it elsewhere, and a phone may refuse connections between UIDs over the loopback (AOSP netd,
 * should_block_loopback_access). Needs root.
 *
 * @param url the recorder's heartbeat URL
 */
export async function controlPaths(
  phone: Phone,
  uids: readonly number[],
  { url, proxyPort }: { url: string; proxyPort: number },
): Promise<PathControl[]> {
  const controls: PathControl[] = [];
  for (const [at, uid] of uids.entries()) {
    const request = `GET ${url}?${at + 1} HTTP/1.1\\r\\nHost: ${new URL(url).host}\\r\\nConnection: close\\r\\n\\r\\n`;
    // adb ends a tunnel with either of its directions, so that standard input has to stay open until the answer is there.
    const raw = `(printf ${quote([request])}; sleep 1) | timeout 5 nc 127.0.0.1 ${proxyPort} 2>&1`;
    const printed = await printedBy(phone.asUser(uid === UNKNOWN_UID ? UNKNOWN_SENDER : uid, { raw }));
    const isAnswered = new RegExp(`^beat ${at + 1}$`, 'm').test(printed);
    const port = /^port of UID (-?\d+)$/m.exec(printed)?.[1];
    const reached = !isAnswered ? 'none' : Number(port) === uid ? 'own' : 'other';
    controls.push({ uid, reached, printed: isAnswered ? '' : printed.trim().slice(0, 200) });
  }

  return controls;
}
