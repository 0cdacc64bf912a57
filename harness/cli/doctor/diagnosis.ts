/** One line of `doctor`'s output. `missing` stops a run, `optional` does not. */
export interface Diagnosis {
  what: string;
  state: 'fine' | 'missing' | 'optional';
  /** What was found, or what is wrong. */
  text: string;
  /** What to do, one line each; empty where nothing is wrong. */
  fix: string[];
}
