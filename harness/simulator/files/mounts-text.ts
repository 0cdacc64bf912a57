import type { FileSystem } from '../device.ts';

/** The content of `/proc/PID/mountinfo` in a namespace. Source: Linux, proc_pid_mountinfo(5). */
export function mountInfoText(files: Pick<FileSystem, 'mounts'>): string {
  return files
    .mounts()
    .map(
      ({ at, type, device, within }, index) =>
        `${index + 20} ${index === 0 ? 1 : 20} ${device} ${within} ${at} rw,relatime - ${type} ${type} rw\n`,
    )
    .join('');
}

/** The content of `/proc/mounts` in a namespace. */
export function mountsText(files: Pick<FileSystem, 'mounts'>): string {
  return files
    .mounts()
    .map(({ at, type }) => `${type} ${at} ${type} rw,relatime 0 0\n`)
    .join('');
}
