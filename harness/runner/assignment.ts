import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

/** The assignments of all workers that were started; the last one of each handset. */
export function readAssignments(runDir: string): Assignment[] {
  const folder = join(runDir, 'workers');
  if (!existsSync(folder)) return [];
  const bySerial = new Map<string, Assignment>();
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
    const assignment = readAssignment(runDir, name.slice(0, -'.json'.length));
    if (assignment.refused === undefined) bySerial.set(assignment.serial, assignment);
  }

  return [...bySerial.values()];
}

function fileOf(runDir: string, worker: string): string {
  return join(runDir, 'workers', `${worker}.json`);
}
