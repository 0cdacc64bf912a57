import type { CaseRecord } from '../model/case.ts';

/** The record of a case by its id; undefined for a case that was never decided. */
export type RecordOf = (id: string) => CaseRecord | undefined;
