/** The hosts that the pages of one web engine requested, as devtools reports it for their frames and workers. */
export interface PageHosts {
  add(host: string): void;
  /** Resolves to true as soon as a page has requested something of the host; to false once `signal` aborts. */
  wait(host: string, signal: AbortSignal): Promise<boolean>;
}

export function createPageHosts(): PageHosts {
  const hosts = new Set<string>();
  const waiters = new Map<string, Set<() => void>>();

  return {
    add(host) {
      hosts.add(host);
      for (const notify of waiters.get(host) ?? []) notify();
      waiters.delete(host);
    },
    async wait(host, signal) {
      if (hosts.has(host)) return true;
      if (signal.aborted) return false;

      return await new Promise<boolean>((resolve) => {
        const notify = () => resolve(true);
        waiters.set(host, (waiters.get(host) ?? new Set()).add(notify));
        signal.addEventListener(
          'abort',
          () => {
            waiters.get(host)?.delete(notify);
            resolve(false);
          },
          { once: true },
        );
      });
    },
  };
}
