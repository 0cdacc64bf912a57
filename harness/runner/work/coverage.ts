/** A case that may still send something. */
interface Unsettled {
  case: string;
  /** When its last canary was used, on the handset's clock. */
  lastUseMs: number;
  /** How long the slowest of the release's SDKs and helpers may hold an event. */
  settledAfterMs: number;
}

/** Which cases of a batch are still provisional, and which are settled by an uninterrupted recording. */
export interface Coverage {
  /** Adds a case that was decided and is still provisional. */
  recordDecided(unsettled: Unsettled): void;
  /**
   * Notes that the recording reached this time on the handset's clock without an interruption.
   * @returns the cases that it settles, each once
   */
  recordReached(nowMs: number): { case: string; watchedForMs: number }[];
  /** Notes that some traffic may not have been recorded: no case so far can be settled any more. */
  recordInterruption(): void;
}

export function createCoverage(): Coverage {
  let unsettledCases: Unsettled[] = [];

  return {
    recordDecided: (unsettled) => void unsettledCases.push(unsettled),
    recordReached(nowMs) {
      const isOver = (unsettled: Unsettled): boolean =>
        nowMs - unsettled.lastUseMs >= unsettled.settledAfterMs;
      const settled = unsettledCases.filter(isOver);
      unsettledCases = unsettledCases.filter((unsettled) => !isOver(unsettled));

      return settled.map((unsettled) => ({
        case: unsettled.case,
        watchedForMs: nowMs - unsettled.lastUseMs,
      }));
    },
    recordInterruption() {
      unsettledCases = [];
    },
  };
}
