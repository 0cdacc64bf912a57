import { folderOfCase } from '../../model/case.ts';
import type { RunCase } from '../../model/run.ts';
import { linkTo } from './links.ts';
import type { PageCase } from './page-case.ts';

/** Where a page finds the files of a run. */
export interface PageFiles {
  /** A link to a file of a case, or its content as a data URL; undefined if the file does not exist or is not in this page. */
  caseFile(row: RunCase, file: string): string | undefined;
  /** A link to a place in the timeline of a case; undefined for a case without one, and in a single file. */
  timeline(row: RunCase, place?: string): string | undefined;
  /** Whether files are inside the page, so that a link to one saves it. */
  isSingleFile: boolean;
  /** Only in a single file: `run.json` as a data URL, and how many files were left out because of its size. */
  inside?: { run: string; leftOut: number };
}

/** Links from `index.html` in the run's folder to the files next to it. */
export function linkedFiles(caseOf: (id: string) => PageCase | undefined): PageFiles {
  return {
    isSingleFile: false,
    caseFile: (row, file) =>
      caseOf(row.id)?.files.has(file) ? linkTo(row.evidence.slice(0, -1), file) : undefined,
    timeline: (row, place) =>
      row.state === 'decided' && caseOf(row.id)
        ? `${linkTo('report/timeline', `${folderOfCase(row.id)}.html`)}${place === undefined ? '' : `#${place}`}`
        : undefined,
  };
}
