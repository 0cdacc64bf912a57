import type { AppProcess, Device, FileSystem, Timer } from '../device.ts';

/** Calls `freeze` after the app was in the background for this Android version's limit; never if the freezer is off. */
export function freezeLater(
  device: Device,
  declaredMs: number | null,
  freeze: () => void,
): Timer | undefined {
  if (declaredMs !== null) return device.clock.after(declaredMs, freeze);
  const delayMs = device.rules.freezesAfterMs;
  if (delayMs === null) return undefined;

  return device.clock.after(delayMs, () => {
    if (device.settings.get('global', 'cached_apps_freezer') !== 'disabled') freeze();
  });
}

/** Adds a process's `cgroup.freeze`, which shows whether it is frozen; the returned function removes it. */
export function addFreezerFile(
  files: Pick<FileSystem, 'makeDirectory' | 'provide' | 'remove'>,
  process: AppProcess,
): () => void {
  const folder = `/sys/fs/cgroup/uid_${process.uid}/pid_${process.pid}`;
  files.makeDirectory(folder, true);
  files.provide(`${folder}/cgroup.freeze`, () => (process.frozen === true ? '1\n' : '0\n'), {
    mode: 0o600,
    owner: 'system',
    group: 'system',
  });

  return () => void files.remove(folder, true);
}
