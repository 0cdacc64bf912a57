import type { Redaction } from '../../model/redaction.ts';
import type { CaseSummary, RunSummary } from '../summary/summary.ts';
import type { PageCase } from './page-case.ts';
import type { PageFiles } from './page-files.ts';

/** Everything that a page of a run is made of. */
export interface RunPageInput {
  summary: RunSummary;
  caseOf(id: string): PageCase | undefined;
  files: PageFiles;
  /** The name of the run's folder, for commands. */
  folder: string;
  redaction: Redaction | undefined;
  /** Lines on evidence that was changed after the run. */
  warnings: readonly string[];
}

/** A case as the sections of a page show it. */
export interface ShownCase {
  summary: CaseSummary;
  shown: PageCase | undefined;
  anchor: string;
}

/** The shared facts of a page's sections. */
export interface PageContext extends RunPageInput {
  /** The most urgent first. */
  cases: readonly ShownCase[];
  anchor(id: string): string;
}
