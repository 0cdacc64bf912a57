import { chmodSync, chownSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileSystem } from '../device.ts';
import { idOf } from '../files/user.ts';

/** Copies folders of a simulated handset to a folder of this machine, with modes, and with owners if this is root. */
export function copyImage(
  image: FileSystem,
  folders: readonly string[],
  target: string,
  { owners = false } = {},
): void {
  for (const folder of folders) {
    mkdirSync(join(target, folder), { recursive: true });
    copyFolder(image, folder, target, owners);
  }
}

function copyFolder(image: FileSystem, folder: string, target: string, owners: boolean): void {
  mkdirSync(join(target, folder), { recursive: true });
  for (const name of image.list(folder) ?? []) {
    const path = `${folder}/${name}`;
    if (image.stat(path)?.kind === 'directory') copyFolder(image, path, target, owners);
    else copyFile(image, path, target, owners);
  }
  if (owners) takeAttributes(image, folder, target);
}

function copyFile(image: FileSystem, path: string, target: string, owners: boolean): void {
  const bytes = image.read(path);
  const machineFile = bytes === undefined ? image.machineFile(path) : undefined;
  if (machineFile !== undefined) copyFileSync(machineFile, join(target, path));
  else writeFileSync(join(target, path), bytes ?? '');
  if (owners) takeAttributes(image, path, target);
  else chmodSync(join(target, path), (image.stat(path)?.mode ?? 0o644) & 0o777);
}

function takeAttributes(image: FileSystem, path: string, target: string): void {
  const stat = image.stat(path);
  if (!stat) return;
  chownSync(join(target, path), idOf(stat.owner) ?? 0, idOf(stat.group) ?? 0);
  chmodSync(join(target, path), stat.mode);
}
