import type { Verdict } from '../../../model/verdict.ts';
import type { Bend } from '../bends.ts';

/** What is done to the evidence of a clean case, the code that it must provoke, and the verdict. */
export type Provocation = [code: string, what: string, bend: Bend, verdict: Verdict];
