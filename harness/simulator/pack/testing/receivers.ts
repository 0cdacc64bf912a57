import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SentItem } from '../../try/index.ts';
import { type Claim, type ReceivedMessage, VISITED, VISITED_HOST } from './claims.ts';
import { provingReleases, SIMULATED } from './releases.ts';

/**
 * What the receiver of a browser's messages does to learn the visited page: its address or host, or which one of several
 * addresses it is.
 */
type Recover = (messages: readonly ReceivedMessage[], candidates: readonly string[]) => string | undefined;

/** Other pages, in which a receiver that compares addresses must not see the visited one. */
const OTHERS = ['https://other-page.example/path/to?q=mnopqrstuvwx', `${VISITED.slice(0, -1)}y`];

/** A claim for each release with a `receiver.mjs`: from what was sent, the receiver learns which page was visited. */
export async function receiverClaims(): Promise<Record<string, Claim>> {
  const claims: Record<string, Claim> = {};
  for (const release of provingReleases()) {
    const file = join(SIMULATED, release, 'receiver.mjs');
    if (!existsSync(file)) continue;
    const { recover } = (await import(file)) as { recover: Recover };
    claims[release.replace('proving/mint-9.0.0-', '')] = ({ messages }) =>
      [VISITED, VISITED_HOST].includes(recover(messages, [...OTHERS, VISITED]) ?? '');
  }

  return claims;
}

/** The messages of what was sent: a WebSocket has one for its handshake, and one for each message. */
export function messagesOf(sent: readonly SentItem[]): ReceivedMessage[] {
  return sent.flatMap(({ url, headers, body, messages }) =>
    [body, ...messages.map(({ data }) => data)].map((each) => ({
      url,
      headers: Object.fromEntries(headers),
      body: each,
    })),
  );
}
