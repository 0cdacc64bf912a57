/** Real milliseconds that Chromium has to drop its other connections to a host after the first one is set up. */
const GRACE_MS = 100;
/** Real milliseconds after which a connection no longer delays others to its host, for example because it has no TLS. */
const SET_UP_LIMIT_MS = 2_000;

/**
 * Sets up the connections to one server one after another. Chromium may open several at once, and drops the others if the
 * first one has HTTP/2; in which cases it does so depends on its version. A dropped TLS handshake that had already left the
 * handset would look as if a client had refused the recorder's certificate.
 */
export interface SetUpQueue {
  /**
   * Waits until no other connection to the server is being set up.
   * @param server host and port
   * @returns a function that ends the set-up of this connection; undefined if `signal` aborted before
   */
  enter(server: string, signal: AbortSignal): Promise<(() => void) | undefined>;
  /** The servers that connections wait for: a page has requested something, and it has not left yet. */
  waiting(): string[];
}

export function createSetUpQueue(): SetUpQueue {
  const current = new Map<string, Promise<void>>();
  const waiting = new Set<{ server: string }>();

  return {
    waiting: () => [...waiting].map(({ server }) => server),
    async enter(server, signal) {
      for (let other = current.get(server); other; other = current.get(server)) {
        const entry = { server };
        waiting.add(entry);
        await Promise.race([other, whenAborted(signal)]);
        waiting.delete(entry);
        if (signal.aborted) return undefined;
      }
      const controller = new AbortController();
      current.set(server, whenAborted(controller.signal));
      const free = () => {
        if (controller.signal.aborted) return;
        current.delete(server);
        controller.abort();
      };
      setTimeout(free, SET_UP_LIMIT_MS).unref();

      return () => void setTimeout(free, GRACE_MS).unref();
    },
  };
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
