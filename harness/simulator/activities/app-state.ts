import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';

const stateSchema = z.object({
  /** The version of the release that ran last. */
  versionCode: z.number().int(),
  /** Addresses of the private tabs that were open, for a browser that restores them. */
  privateTabs: z.array(z.string()),
});

/** State that a process of an app leaves for the next one, in its data folder; `pm clear` removes it. */
export type AppState = z.infer<typeof stateSchema>;

/** Undefined before the first launch. */
export function readAppState(dataDir: string): AppState | undefined {
  const file = fileIn(dataDir);

  return existsSync(file) ? stateSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

export function writeAppState(dataDir: string, state: AppState): void {
  const file = fileIn(dataDir);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(state));
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'app_tabs', 'tabs.json');
}
