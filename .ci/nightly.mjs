// `npm run test:nightly`: what takes too long for `npm test`, and versions of tools other than the installed ones.
// `npm run test:nightly -- chromium java` runs some parts only. Needs the network and, for Debian's versions, apt.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorkspace, killCommands } from './nightly/workspace.mjs';
import { tryChromium } from './nightly/chromium.mjs';
import { tryJava } from './nightly/java.mjs';
import { tryNode } from './nightly/node.mjs';
import { npmScript } from './nightly/script.mjs';
import { summarize } from './nightly/summary.mjs';

/** @typedef {import('./nightly/workspace.mjs').Workspace} Workspace */
/** @typedef {import('./nightly/workspace.mjs').Trial} Trial */

/** To add a part, add a line: its name and what it runs. @type {Record<string, (bench: Workspace) => Promise<Trial[]>>} */
const parts = {
  chromium: tryChromium,
  java: tryJava,
  node: tryNode,
  truth: npmScript('test:truth:all', 60),
  chaos: npmScript('test:chaos', 120),
  kinds: npmScript('test:kinds:all', 120),
  linux: npmScript('test:linux', 20),
  unseen: npmScript('test:unseen:all', 60),
  proving: npmScript('test:proving:all', 240),
  sizes: npmScript('test:sizes', 60),
  dependence: npmScript('bench:dependence', 120),
  sdks: npmScript('bench:sdks', 60),
  coverage: npmScript('test:coverage', 60),
  deep: npmScript('test:deep', 60),
  properties: npmScript('test:properties', 120),
};

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts);
const unknown = chosen.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`unknown trials: ${unknown.join(', ')}; choose from ${Object.keys(parts).join(', ')}`);
  process.exit(3);
}
const folder = mkdtempSync(join(tmpdir(), 'leakgate-nightly-'));
const cleanUp = () => rmSync(folder, { recursive: true, force: true });
process.once('SIGINT', () => {
  killCommands();
  cleanUp();
  process.exit(130);
});

/** @type {Trial[]} */
const trials = [];
for (const name of chosen) {
  const part = parts[name];
  if (part) trials.push(...(await part(createWorkspace(folder))));
}
cleanUp();
const { text, exitCode } = summarize(trials);
console.log(`\n${text}`);
process.exitCode = exitCode;
