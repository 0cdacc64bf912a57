#!/usr/bin/env node
// `npm run build`: builds everything in advance, so that no command has to.
import { ENTRIES } from './build/entries.mjs';
import { ensureBuilt } from './build/load.mjs';
import { describeFailure } from './failure.mjs';

const project = import.meta.dirname.replace(/[\\/]bin$/, '');
try {
  for (const [entry, format] of ENTRIES) await ensureBuilt(entry, format, project);
} catch (error) {
  process.stderr.write(describeFailure(error, { debug: process.env['LEAKGATE_DEBUG'] === '1', project }));
  process.exitCode = 3;
}
