import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { testDependence } from '../harness/dependence/index.ts';
import { siteOf } from '../harness/verdict/index.ts';
import { recordSdks } from './sdk-pages/record.ts';
import { isPageHost, keepSdkRecording, KINDS, sendsAddress, stageOf } from './sdk-pages/recordings.ts';
import { SDKS } from './sdk-pages/sdks.ts';

/**
 * `npm run bench:sdks [-- --keep] [BLOCKS VISITS]`: whether the experiment finds the page in what real SDKs send, and nothing if
 * all blocks visit the same page. The detector, which knows the addresses, says which SDKs send them. Installs the SDKs from npm
 * into a temporary folder, and visits pages in Chromium for eleven minutes. `--keep` replaces the recordings that `npm test` uses. Ends
 * with 1 if an answer is wrong.
 */
const args = process.argv.slice(2);
const [blocksOfPage = 12, visits = 2] = args.filter((arg) => arg !== '--keep').map(Number);
if (![blocksOfPage, visits].every((value) => Number.isInteger(value) && value >= 1)) {
  console.error('usage: node --import tsx bench/sdk-pages.ts [--keep] [BLOCKS VISITS]');
  process.exit(3);
}
const folder = mkdtempSync(join(tmpdir(), 'leakgate-sdks-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const bundles = bundleSdks();
let wrong = 0;
for (const kind of KINDS) {
  const recordings = await recordSdks({ bundles, blocksOfPage, visits, kind, workDir: folder });
  for (const [name, recording] of recordings) {
    if (args.includes('--keep')) keepSdkRecording(kind, name, recording);
    const sends = kind === 'two' && sendsAddress(recording);
    const result = testDependence(stageOf(recording), undefined, { isOwn: isPageHost, siteOf });
    const follows = result.kind === 'tested' ? result.follows : [];
    const isRight = result.kind === 'tested' && follows.length > 0 === sends;
    if (!isRight) wrong++;
    const where =
      follows[0]?.feature.where ?? (result.kind === 'undecided' ? result.why : 'nothing follows the page');
    console.log(
      `${isRight ? 'right' : 'WRONG'}  ${kind === 'same' ? 'same page' : 'two pages'}  ${name.padEnd(22)} ${sends ? 'sends the address ' : 'sends no address  '} ${where}`,
    );
  }
}
console.log(`${wrong} wrong of ${KINDS.length * bundles.size}`);
process.exitCode = wrong === 0 ? 0 : 1;

function bundleSdks(): Map<string, string> {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const packages = [...new Set(SDKS.map((sdk) => sdk.package))];
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });

  return new Map(
    SDKS.map(({ name, script }) => {
      const { outputFiles } = buildSync({
        stdin: { contents: script, resolveDir: folder },
        bundle: true,
        minify: true,
        write: false,
        logLevel: 'error',
        define: { global: 'window', 'process.env.NODE_ENV': '"production"' },
      });

      return [name, outputFiles[0]?.text ?? ''];
    }),
  );
}
