import type { FileSystem } from '../device.ts';

/** The folders of programs; `su` is in one of them only if the handset is rooted. */
export const PROGRAM_FOLDERS = ['/system/bin', '/system/xbin'] as const;

export function pathOfProgram(name: string, files: FileSystem): string | undefined {
  return PROGRAM_FOLDERS.map((folder) => `${folder}/${name}`).find((path) => files.stat(path) !== undefined);
}
