import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** What the launcher gives a worker: its batch and the addresses of its handset. No keys. */
export const assignmentSchema = z.object({
  batch: z.string(),
  serial: z.string(),
  adb: z.object({ path: z.string(), port: z.number().int() }),
  secretsFile: z.string(),
  /** Why there is no handset; the worker then runs nothing. */
  refused: z.string().optional(),
});
export type Assignment = z.infer<typeof assignmentSchema>;

export function writeAssignment(runDir: string, worker: string, assignment: Assignment): void {
  mkdirSync(join(runDir, 'workers'), { recursive: true });
  writeFileSync(fileOf(runDir, worker), JSON.stringify(assignment, null, 2));
}

export function readAssignment(runDir: string, worker: string): Assignment {
  return assignmentSchema.parse(JSON.parse(readFileSync(fileOf(runDir, worker), 'utf8')));
}

function fileOf(runDir: string, worker: string): string {
  return join(runDir, 'workers', `${worker}.json`);
}
