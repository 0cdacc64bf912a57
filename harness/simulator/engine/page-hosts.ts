/** The hosts that the pages of one web engine requested, as devtools reports it for their frames and workers. */
export interface PageHosts {
  add(host: string): void;
  /** Resolves to true as soon as a page has requested something of the host; to false once `signal` aborts. */
  wait(host: string, signal: AbortSignal): Promise<boolean>;
}

export function createPageHosts(): PageHosts {
  const hosts = new Set<string>();
  const waiting = new Map<string, Set<() => void>>();

  return {
    add(host) {
      hosts.add(host);
      for (const found of waiting.get(host) ?? []) found();
      waiting.delete(host);
    },
    async wait(host, signal) {
      if (hosts.has(host)) return true;
      if (signal.aborted) return false;

      return await new Promise<boolean>((resolve) => {
        const found = () => resolve(true);
        waiting.set(host, (waiting.get(host) ?? new Set()).add(found));
        signal.addEventListener(
          'abort',
          () => {
            waiting.get(host)?.delete(found);
            resolve(false);
          },
          { once: true },
        );
      });
    },
  };
}
