import { existsSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { readJson } from '../../evidence/json-file.ts';
import { Fault, reasonOf } from '../../model/fault.ts';

const trendSchema = z.array(z.looseObject({ data: z.record(z.string(), z.number()) })).max(1000);
/** Messages are left out: they have what was browsed, and the history of a night may be published. */
const historySchema = z.record(
  z.string(),
  z.looseObject({
    statistic: z.record(z.string(), z.number()),
    items: z
      .array(
        z.object({
          uid: z.string(),
          status: z.string(),
          time: z.record(z.string(), z.number()).optional(),
          reportUrl: z.string().optional(),
        }),
      )
      .default([]),
  }),
);

/** The files that Allure 2 writes into the folder `history` of a report and reads from the results. */
const FILES: readonly [name: string, schema: z.ZodType][] = [
  ['history.json', historySchema],
  ['history-trend.json', trendSchema],
  ['categories-trend.json', trendSchema],
  ['duration-trend.json', trendSchema],
  ['retry-trend.json', trendSchema],
];
/** MiB of each file. */
const LARGEST = 64;

/** Allure's own history, which carries trends from one report to the next. */
export interface AllureHistory {
  /** Copies the history of earlier runs into the results, before the report is generated. @returns warnings */
  addTo(allureResults: string): Promise<string[]>;
  /** Keeps the history of the generated report for the next run. */
  keepFrom(allureReport: string): Promise<void>;
}

/**
 * Allure's history next to a file of results: `reports/history.json` has it in `reports/history-allure/`. The folder also keeps
 * what the current run started from, so that reports of the same run can be generated again without counting it twice.
 */
export function allureHistory({ file, run }: { file: string; run: string }): AllureHistory {
  const folder = `${file.replace(/\.json$/, '')}-allure`;
  const [before, after, marker] = ['before', 'after', 'run.txt'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];

  return {
    async addTo(allureResults) {
      const target = join(allureResults, 'history');
      await rm(target, { recursive: true, force: true });
      if (existsSync(after) && (await readMarker(marker)) !== run) {
        await rm(before, { recursive: true, force: true });
        await rename(after, before);
      }

      return copyHistory(before, target);
    },
    async keepFrom(allureReport) {
      await rm(after, { recursive: true, force: true });
      await copyHistory(join(allureReport, 'history'), after);
      await mkdir(folder, { recursive: true });
      await writeFile(marker, run);
    },
  };
}

async function readMarker(marker: string): Promise<string | undefined> {
  return existsSync(marker) ? readFile(marker, 'utf8') : undefined;
}

/** Copies the known files. One that is too large or has another shape would stop Allure, and is left out. @returns warnings */
async function copyHistory(from: string, to: string): Promise<string[]> {
  const warnings: string[] = [];
  for (const [name, schema] of FILES) {
    const file = join(from, name);
    if (!existsSync(file)) continue;
    try {
      if (statSync(file).size > LARGEST * 2 ** 20) throw new Fault(`${file} is larger than ${LARGEST} MiB`);
      const content = await readJson(file, schema);
      await mkdir(to, { recursive: true });
      await writeFile(join(to, name), JSON.stringify(content));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      warnings.push(`a part of Allure's history is left out: ${reasonOf(error)}`);
    }
  }

  return warnings;
}
