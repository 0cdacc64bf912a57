/** One line of what `doctor` tells. `missing` stops a run, `optional` does not. */
export interface Diagnosis {
  what: string;
  state: 'fine' | 'missing' | 'optional';
  /** What was found, or what is wrong. */
  text: string;
  /** What to do, a line each; empty where all is fine. */
  fix: string[];
}
