// Records the command lines of runs: node --import tsx harness/simulator/conformance/record-lines.ts aosp=RUN managed=RUN ...
// RUN is the folder of a run on one simulated handset. Lists that are not named keep their lines.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../../model/counted.ts';
import { COMMAND_PREFIX, shapeOf } from '../shell/command-log.ts';
import { lineLists, readSentLines, SENT_LINES, type SentLines } from './lines.ts';

const folders = new Map(process.argv.slice(2).map((argument) => argument.split('=', 2) as [string, string]));
const lines: SentLines = readSentLines();
for (const list of lineLists) {
  const folder = folders.get(list);
  if (folder !== undefined) lines[list] = linesOf(folder);
}
const withRoot = new Set(lines.aosp.map(shapeOf));
for (const list of lineLists.filter((each) => each !== 'aosp'))
  lines[list] = lines[list].filter((line) => !withRoot.has(shapeOf(line)));
writeFileSync(SENT_LINES, `${JSON.stringify(lines, null, 1)}\n`);
for (const list of lineLists) process.stdout.write(`${list}: ${counted(lines[list].length, 'line')}\n`);

function linesOf(run: string): string[] {
  const byShape = new Map<string, string>();
  for (const name of readdirSync(join(run, 'logs')).filter((file) => file.startsWith('handset-')))
    for (const text of readFileSync(join(run, 'logs', name), 'utf8').split('\n')) {
      if (!text.startsWith(COMMAND_PREFIX)) continue;
      const line = String(JSON.parse(text.slice(COMMAND_PREFIX.length)));
      if (!byShape.has(shapeOf(line))) byShape.set(shapeOf(line), line);
    }

  return [...byShape.values()];
}
