import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderOfCase } from '../../model/case.ts';
import type { CaseEvidence } from '../../model/evidence.ts';
import type { CaseSummary } from '../summary/summary.ts';
import { type DecodedExchange, timelineMarkdown, timelinePage } from '../timeline-page.ts';
import { timelineOf } from '../timeline.ts';
import { decodedFileOf } from './decoded-file.ts';
import type { Part } from './html.ts';
import { keyOfLeak, type PageCase } from './page-case.ts';
import { linkedFiles } from './page-files.ts';

export interface TimelineSources {
  shown: PageCase;
  evidence: CaseEvidence;
  notices: Part;
  /** The place of the case in the page of the run. */
  anchor: string;
}

/** Writes a case's timeline as a page with its decoded requests, and as Markdown. */
export async function writeTimeline(
  runDir: string,
  each: CaseSummary,
  sources: TimelineSources,
): Promise<void> {
  const { row, record } = each;
  const { shown, evidence, notices, anchor } = sources;
  if (!record) return;
  const files = linkedFiles(() => shown);
  const linkOf = (file: string) => {
    const href = files.caseFile(row, file);

    return href === undefined ? undefined : `../../${href}`;
  };
  const moments = timelineOf(evidence, record);
  const file = join(runDir, 'report/timeline', folderOfCase(row.id));
  const page = timelinePage({
    caseId: row.id,
    moments,
    decoded: await decodedExchanges(join(runDir, row.evidence), each, sources, linkOf),
    screens: new Map(
      shown.screens.flatMap(({ canary, file: picture }) => {
        const href = picture === undefined ? undefined : linkOf(picture);

        return href === undefined ? [] : [[canary, href] as const];
      }),
    ),
    screenNotes: shown.screens
      .filter(({ note }) => note !== '')
      .map(({ canary, note }) => `${canary}: ${note}`),
    back: `../../index.html#${anchor}`,
    notices,
  });
  await writeFile(`${file}.html`, page);
  await writeFile(`${file}.md`, timelineMarkdown(row.id, moments));
}

async function decodedExchanges(
  dir: string,
  { leaks }: CaseSummary,
  { evidence, shown }: TimelineSources,
  linkOf: (file: string) => string | undefined,
): Promise<DecodedExchange[]> {
  const exchanges = new Map([...evidence.exchanges, ...evidence.late].map((each) => [each.index, each]));
  const decoded: DecodedExchange[] = [];
  for (const index of [...new Set(leaks.flatMap((leak) => leak.exchanges))].toSorted((a, b) => a - b)) {
    const exchange = exchanges.get(index);
    const carried = leaks.filter((leak) => leak.exchanges.includes(index));
    const names = [...new Set(carried.map(({ part }) => decodedFileOf(index, part)))];
    decoded.push({
      index,
      request: exchange ? `${exchange.method} ${exchange.url}` : 'not in this evidence',
      leaks: carried.map((leak) => ({ leak, steps: shown.steps.get(keyOfLeak(leak)) })),
      messages: await Promise.all(
        names
          .filter((name) => shown.files.has(name))
          .map(async (name) => ({ name, text: await readFile(join(dir, name), 'utf8'), href: linkOf(name) })),
      ),
    });
  }

  return decoded;
}
