import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { ToolVersions } from '../model/run.ts';

/** The project's root folder. */
export const projectRoot = resolve(import.meta.dirname, '../..');

const require = createRequire(import.meta.url);

/** The versions of the tools that a run uses. `chromium`: the version that the stand-in engine prints; null on a real phone. */
export function toolVersions(chromium: string | null): ToolVersions {
  return {
    version: versionIn(join(projectRoot, 'package.json')),
    node: process.version,
    appium: versionIn(manifestOf('appium')),
    driver: versionIn(manifestOf('appium-uiautomator2-driver')),
    mockttp: versionIn(manifestOf('mockttp')),
    chromium,
  };
}

function manifestOf(name: string): string {
  return join(projectRoot, 'node_modules', name, 'package.json');
}

function versionIn(manifest: string): string {
  const { version } = JSON.parse(readFileSync(require.resolve(manifest), 'utf8')) as { version: string };

  return version;
}
