import type { AppProcess, Device, FileSystem, Timer } from '../device.ts';

/**
 * Handset milliseconds after which Android freezes a cached app, by version: AOSP ActivityManagerService, CachedAppOptimizer's
 * DEFAULT_FREEZER_DEBOUNCE_TIMEOUT (600 s since 11, 10 s since 14).
 */
const FREEZE_DELAYS: [fromAndroid: number, ms: number][] = [
  [14, 10_000],
  [11, 600_000],
];

/** Calls `freeze` after the app was in the background for this Android version's limit; never if the freezer is off. */
export function freezeLater(
  device: Device,
  declaredMs: number | null,
  freeze: () => void,
): Timer | undefined {
  if (declaredMs !== null) return device.clock.after(declaredMs, freeze);
  const delayMs = FREEZE_DELAYS.find(([from]) => device.options.android >= from)?.[1];
  if (delayMs === undefined) return undefined;

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
