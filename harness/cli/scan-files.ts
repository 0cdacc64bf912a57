import { createDetector, DEFAULT_BUDGET, type Excerpt, hostsOf } from '../detect/index.ts';
import type { Canary } from '../model/canary.ts';
import type { Finding, ScanReport, UnreadFile } from '../model/scan.ts';
import type { Sdk } from '../model/sdk.ts';
import { siteOf } from '../verdict/index.ts';
import { readSource, type SourceReading } from './scan-reading.ts';
import { findSources } from './scan-source.ts';

/** What was found in files, and what was read of each. */
export interface SearchedFiles {
  report: ScanReport;
  readings: readonly SourceReading[];
  /** The decoded text around the canary of a finding. */
  excerptOf: (finding: Finding) => Excerpt | undefined;
}

/** Searches files for canaries. A file is a HAR of any program, a case's folder, or a folder with HARs. */
export async function searchFiles(
  files: readonly string[],
  canaries: readonly Canary[],
  sdks: readonly Sdk[],
): Promise<SearchedFiles> {
  const started = performance.now();
  const detector = createDetector(canaries, sdks, DEFAULT_BUDGET, { siteOf });
  const ownSites = new Set(canaries.flatMap(hostsOf));
  const readings: SourceReading[] = [];
  const unreadFiles: UnreadFile[] = [];
  let index = 0;
  for (const file of files) {
    const { sources, unread } = await findSources(file);
    unreadFiles.push(...unread);
    for (const source of sources) {
      const read = await readSource(source, index, (exchange) => detector.push(exchange), ownSites);
      readings.push(read);
      index += read.count;
    }
  }
  for (const { names } of readings)
    for (const name of names) detector.pushName({ ...name, index: name.index ?? index++ });
  const searched = withReadings(detector.end(), readings, performance.now() - started);
  const report = { ...searched, ...(unreadFiles.length > 0 && { unreadFiles }) };

  return { report, readings, excerptOf: detector.excerptOf };
}

function withReadings(result: ScanReport, readings: readonly SourceReading[], ms: number): ScanReport {
  const notSent = readings.flatMap((each) => each.notSent);
  const unreadable = readings.flatMap((each) => each.unreadable);
  const incomplete = readings.flatMap(({ file, fault }) => (fault ? [{ file, why: fault.message }] : []));
  const lookups = readings.flatMap((each) => each.opaque);
  const { stats, ...found } = result;

  return {
    ...found,
    opaque: lookups.length === 0 ? found.opaque : sortByExchange([...found.opaque, ...lookups]),
    ...(notSent.length > 0 && { notSent }),
    ...(unreadable.length > 0 && { unreadable }),
    ...(incomplete.length > 0 && { incomplete }),
    stats: {
      ...stats,
      ms: Math.round(ms),
      ...(notSent.length > 0 && { notSent: notSent.length }),
      ...(unreadable.length > 0 && { unreadable: unreadable.length }),
    },
  };
}

function sortByExchange(opaque: ScanReport['opaque']): ScanReport['opaque'] {
  return opaque.toSorted((one, other) => one.exchange - other.exchange);
}
