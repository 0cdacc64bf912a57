/** A handset, and real milliseconds until it is free. */
export interface Load {
  freeInMs: number;
}

/**
 * Real milliseconds until the last handset is done. Each batch, in order, goes to the handset that is free first, as in the
 * launcher's pool.
 */
export function makespan(batchesMs: readonly number[], handsets: readonly Load[]): number {
  const free = handsets.map(({ freeInMs }) => freeInMs);
  for (const ms of batchesMs) {
    const first = free.indexOf(Math.min(...free));
    free[first] = (free[first] ?? 0) + ms;
  }

  return Math.max(0, ...free);
}
