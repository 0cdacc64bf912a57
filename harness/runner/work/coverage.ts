/** A case that something could still come late of. */
interface Unsettled {
  case: string;
  /** When its last canary was used, on the handset's clock. */
  lastUseMs: number;
  /** How long the slowest of the release's SDKs and helpers may hold an event. */
  settledAfterMs: number;
}

/** Which cases of a batch are provisional still, and which a recording without a break has settled since. */
export interface Coverage {
  /** A case was decided: what of it is still to be covered by later recording. */
  decided(unsettled: Unsettled): void;
  /** The recording reached this moment of the handset's clock without a break; gives the cases that it settles, each once. */
  reached(nowMs: number): { case: string; watchedForMs: number }[];
  /** The way to the recorder broke: what came meanwhile was not seen, and nothing before is settled any more. */
  broke(): void;
}

export function createCoverage(): Coverage {
  let open: Unsettled[] = [];

  return {
    decided: (unsettled) => void open.push(unsettled),
    reached(nowMs) {
      const isOver = (each: Unsettled): boolean => nowMs - each.lastUseMs >= each.settledAfterMs;
      const settled = open.filter(isOver);
      open = open.filter((each) => !isOver(each));

      return settled.map((each) => ({ case: each.case, watchedForMs: nowMs - each.lastUseMs }));
    },
    broke() {
      open = [];
    },
  };
}
