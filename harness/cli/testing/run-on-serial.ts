/**
 * Runs one release in `visit-typed` on a simulated handset that is already attached to adb, which `leakgate run` does only with real
 * phones: node --import tsx run-on-serial.ts DIR SERIAL SPEED RELEASE
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writePlan } from '../../evidence/folders.ts';
import { loadCatalog } from '../../releases/catalog.ts';
import { makePlan } from '../../runner/plan.ts';
import { projectRoot } from '../../runner/project.ts';
import { keepRules, rulesDigest } from '../../runner/rules.ts';
import { readFamilies } from '../../tables/families.ts';
import { readSdks } from '../../tables/sdks.ts';
import { runPlanned } from '../run-planned.ts';

const [dir = '', serial = '', speed = '', release = ''] = process.argv.slice(2);
const plan = await makePlan({
  catalog: await loadCatalog(projectRoot),
  families: await readFamilies(),
  sdks: await readSdks(),
  rules: await rulesDigest(),
  releases: [release],
  scenarios: ['visit-typed'],
  modes: [],
  handsets: ['sim'],
  speed: Number(speed),
});
await mkdir(join(dir, 'logs'), { recursive: true });
await writePlan(dir, { ...plan, handsets: [serial] });
await keepRules(dir);
process.exit(await runPlanned(dir));
