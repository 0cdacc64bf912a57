import type { Boot } from '../boot.ts';
import type { AndroidRules, DeviceProcesses, HandsetOptions, ProcessStart } from '../device.ts';
import type { ImageFiles } from '../files/file-system.ts';
import { mountInfoText, mountsText } from '../files/mounts-text.ts';
import { nameOfId } from '../files/user.ts';
import { ADBD, INIT, NETWORK_STACK, ZYGOTE, ZYGOTE64 } from './system-pids.ts';

/** The processes of the handset, for the shell. */
export interface HandsetProcesses extends DeviceProcesses {
  list(): readonly ProcessStart[];
  /** The mounts and files of a running process, without permission checks; undefined if there is none. */
  namespaceOf(pid: number): ImageFiles | undefined;
  /** Ends all processes, removes mounts that were added to the image, and starts those of the system. */
  restart(): void;
}

interface Running {
  process: ProcessStart;
  files: ImageFiles;
  remove(): void;
}

/** Parents come first. */
const SYSTEM: readonly (ProcessStart & { parent: number })[] = [
  { pid: INIT, parent: 0, uid: 0, name: 'init' },
  { pid: 500, parent: INIT, uid: 0, name: 'netd' },
  { pid: ADBD, parent: INIT, uid: 2000, name: 'adbd' },
  { pid: ZYGOTE64, parent: INIT, uid: 0, name: 'zygote64' },
  { pid: ZYGOTE, parent: INIT, uid: 0, name: 'zygote' },
  { pid: 1000, parent: ZYGOTE64, uid: 1000, name: 'system_server' },
  { pid: NETWORK_STACK, parent: ZYGOTE64, uid: 1073, name: 'com.android.networkstack.process' },
  { pid: 1500, parent: ZYGOTE64, uid: 10_020, name: 'com.android.systemui' },
  { pid: 1600, parent: ZYGOTE64, uid: 10_021, name: 'com.miui.home' },
];
const TICKS_PER_SECOND = 100;
const ZYGOTES: readonly number[] = [ZYGOTE64, ZYGOTE];

/**
 * Runs the processes of the system, each with its mounts: of init; of each zygote, which gets what is mounted in init's namespace
 * later except below /apex; of each app, which starts with its zygote's mounts.
 * Sources: AOSP init/mount_namespace.cpp (`/` is shared, `/apex` private), com_android_internal_os_Zygote.cpp (the zygote and
 * each app unshare their mounts and make them slaves).
 * @param proc the files of the image while /proc can still be written
 */
export function createProcesses(
  image: ImageFiles,
  proc: ImageFiles,
  handset: {
    boot: Pick<Boot, 'uptime'>;
    rules: AndroidRules;
    options: Pick<HandsetOptions, 'su' | 'rooted'>;
  },
): HandsetProcesses {
  const { boot, rules, options } = handset;
  const running = new Map<number, Running>();
  const isHidden = options.rooted && options.su === 'kernelsu' && rules.kernelSuHidesMounts;
  // Without the mounts that are added later.
  const built = image.unshare('private');

  function start(process: ProcessStart, parent: number): void {
    const isUnshared = parent > INIT || ZYGOTES.includes(process.pid);
    const inherited = running.get(parent)?.files ?? image;
    const files = isUnshared ? inherited.unshare('slave') : image;
    if (isHidden && process.uid >= 10_000) files.removeAddedMounts();
    const startTicks = Math.round((boot.uptime() / 1000) * TICKS_PER_SECOND);
    const remove = addProcFiles(proc, { ...process, parent }, files, startTicks);
    running.set(process.pid, {
      process: { ...process, parent },
      files,
      remove() {
        remove();
        if (isUnshared) files.end();
      },
    });
  }
  function end(pid: number): void {
    running.get(pid)?.remove();
    running.delete(pid);
  }
  function startSystem(): void {
    image.propagate('/', 'shared');
    image.propagate('/apex', 'private');
    for (const { parent, ...process } of SYSTEM) start(process, parent);
  }
  startSystem();

  return {
    start: (process) => start(process, process.is32Bit === true ? ZYGOTE : ZYGOTE64),
    end,
    restart() {
      for (const pid of running.keys()) end(pid);
      image.removeAddedMounts();
      startSystem();
    },
    list: () => Array.from(running.values(), ({ process }) => process),
    namespaceOf: (pid) => running.get(pid)?.files,
    rootsOf: (pid) => {
      const { files } = running.get(pid) ?? running.get(ZYGOTE64) ?? { files: image };

      return rules.appsTrustMounts ? files : built;
    },
  };
}

/** `/proc/PID`: its mount namespace, its mounts, and its state. Source: Linux, proc(5). */
function addProcFiles(
  proc: ImageFiles,
  { pid, uid, name, parent }: ProcessStart,
  files: ImageFiles,
  startTicks: number,
): () => void {
  const folder = `/proc/${pid}`;
  const owner = nameOfId(uid);
  const own = { owner, group: owner };
  const unused = '0 '.repeat(17);
  const stat = `${pid} (${name.slice(-15)}) S ${parent} ${unused}${startTicks} 0 0\n`;
  proc.makeDirectory(`${folder}/ns`, true);
  proc.setAttributes(folder, { ...own, mode: 0o555 });
  // A link to the namespace, which can be opened but not read.
  proc.provide(`${folder}/ns/mnt`, () => '', { ...own, mode: 0o400 });
  proc.provide(`${folder}/mounts`, () => mountsText(files), { ...own, mode: 0o400 });
  proc.provide(`${folder}/mountinfo`, () => mountInfoText(files), { ...own, mode: 0o400 });
  proc.provide(`${folder}/stat`, () => stat, { ...own, mode: 0o444 });

  return () => void proc.remove(folder, true);
}
