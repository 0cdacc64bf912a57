import { launchEngine } from '../engine/engine.ts';
import { startScript } from '../script/host.ts';
import type { ProcessFactories } from './browser-process.ts';

/** The parts of a real app process: Chromium for the web engine, QuickJS for the release's own code. */
export const processFactories: ProcessFactories = { launchEngine, startScript };
