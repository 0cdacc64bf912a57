import type { RunSummary } from '../summary/summary.ts';

/** A run on the pages of the nights. */
export interface KeptNight {
  /** The id of the run, and the name of its folder. */
  id: string;
  folder: string;
  summary: RunSummary;
  /** Warnings of evidence that was changed after the run; such a run is shown, and compared with no other. */
  warnings: string[];
}

/** A page over the releases of all kept runs on one kind of handset. */
export interface ReleasePage {
  file: string;
  name: string;
}
