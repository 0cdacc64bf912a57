import { loadModule } from './bin/build/load.mjs';
import type * as WdioModule from './harness/cli/wdio.ts';

const { wdioConfiguration } = (await loadModule('harness/cli/wdio.ts')) as typeof WdioModule;

/** Loaded in WebdriverIO's launcher and again in every worker. */
export const config = await wdioConfiguration();
