import type { Boot } from '../boot.ts';
import type { FileAttributes, HandsetOptions, PacketLog } from '../device.ts';
import { PROGRAM_FOLDERS } from '../shell/program-path.ts';
import type { ImageFiles } from './file-system.ts';
import { mountsText } from './mounts-text.ts';
import { provideProcNet } from './proc-net.ts';

export interface ImageOptions extends Pick<HandsetOptions, 'rooted' | 'su'> {
  programs: readonly string[];
  boot: Pick<Boot, 'id' | 'uptime'>;
  /** The packet log whose sockets `/proc/net` lists. */
  packetLog: Pick<PacketLog, 'sockets'>;
  /** The folders of the system's certificate store, and their content: PEM by file name. */
  systemStores: readonly string[];
  roots: ReadonlyMap<string, string>;
}

type Row = [path: string, mode: number, owner: string, group: string, context: string];

const SYSTEM_FILE = 'u:object_r:system_file:s0';
const CONSCRYPT = '/apex/com.android.conscrypt';
const SHELL_DATA = 'u:object_r:shell_data_file:s0';
const SYSTEM_DATA = 'u:object_r:system_data_file:s0';

/** Source: AOSP init.rc and the fs_config of a build. */
const FOLDERS: readonly Row[] = [
  ['/system', 0o755, 'root', 'root', SYSTEM_FILE],
  ['/system/app', 0o755, 'root', 'root', SYSTEM_FILE],
  ['/system/bin', 0o751, 'root', 'shell', SYSTEM_FILE],
  ['/system/xbin', 0o751, 'root', 'shell', SYSTEM_FILE],
  ['/system/etc', 0o755, 'root', 'root', SYSTEM_FILE],
  ['/system/etc/security', 0o755, 'root', 'root', SYSTEM_FILE],
  ['/apex', 0o755, 'root', 'root', 'u:object_r:apex_mnt_dir:s0'],
  [CONSCRYPT, 0o755, 'root', 'root', SYSTEM_FILE],
  ['/product', 0o755, 'root', 'root', SYSTEM_FILE],
  ['/product/app', 0o755, 'root', 'root', SYSTEM_FILE],
  ['/vendor', 0o755, 'root', 'root', SYSTEM_FILE],
  ['/proc', 0o555, 'root', 'root', 'u:object_r:proc:s0'],
  ['/proc/net', 0o555, 'root', 'root', 'u:object_r:proc_net:s0'],
  ['/sys', 0o755, 'root', 'root', 'u:object_r:sysfs:s0'],
  ['/sys/class/net/wlan0', 0o755, 'root', 'root', 'u:object_r:sysfs_net:s0'],
  ['/sys/fs/cgroup', 0o755, 'system', 'system', 'u:object_r:cgroup_v2:s0'],
  ['/dev', 0o755, 'root', 'root', 'u:object_r:device:s0'],
  ['/mnt', 0o755, 'root', 'system', 'u:object_r:tmpfs:s0'],
  ['/storage', 0o755, 'root', 'root', 'u:object_r:tmpfs:s0'],
  ['/storage/emulated', 0o755, 'root', 'root', 'u:object_r:tmpfs:s0'],
  ['/storage/emulated/0', 0o771, 'root', 'sdcard_rw', 'u:object_r:fuse:s0'],
  ['/storage/emulated/0/Android', 0o771, 'root', 'sdcard_rw', 'u:object_r:fuse:s0'],
  ['/storage/emulated/0/Download', 0o771, 'root', 'sdcard_rw', 'u:object_r:fuse:s0'],
  ['/data', 0o771, 'system', 'system', SYSTEM_DATA],
  ['/data/adb', 0o700, 'root', 'root', 'u:object_r:adb_data_file:s0'],
  ['/data/app', 0o771, 'system', 'system', 'u:object_r:apk_data_file:s0'],
  ['/data/data', 0o771, 'system', 'system', SYSTEM_DATA],
  ['/data/local', 0o751, 'root', 'root', SYSTEM_DATA],
  ['/data/local/tmp', 0o771, 'shell', 'shell', SHELL_DATA],
  ['/data/misc', 0o1771, 'system', 'misc', SYSTEM_DATA],
  ['/data/misc/user', 0o771, 'root', 'root', 'u:object_r:misc_user_data_file:s0'],
  ['/data/misc/user/0', 0o771, 'system', 'system', 'u:object_r:misc_user_data_file:s0'],
  ['/data/user', 0o711, 'system', 'system', SYSTEM_DATA],
];
const LINKS = {
  '/sdcard': '/storage/emulated/0',
  '/bin': '/system/bin',
  '/etc': '/system/etc',
  '/data/user/0': '/data/data',
};
/** Only `/data` and shared storage are writable; the other partitions are verified. */
const PARTITIONS = [
  { at: '/apex', type: 'tmpfs', readOnly: false },
  { at: CONSCRYPT, type: 'ext4', readOnly: false },
  { at: '/data', type: 'f2fs', readOnly: false },
  { at: '/proc', type: 'proc', readOnly: true },
  { at: '/sys', type: 'sysfs', readOnly: false },
  { at: '/dev', type: 'tmpfs', readOnly: false },
  { at: '/mnt', type: 'tmpfs', readOnly: false },
  { at: '/storage', type: 'tmpfs', readOnly: false },
  { at: '/storage/emulated', type: 'fuse', readOnly: false },
] as const;

/**
 * Writes an Android system to an empty file system. `seal` makes the system partition and the APEX read-only; `proc` are the files
 * with a writable /proc.
 */
export function fillImage(files: ImageFiles, options: ImageOptions): { seal(): void; proc: ImageFiles } {
  for (const [path, mode, owner, group, context] of FOLDERS) {
    files.makeDirectory(path, true);
    files.setAttributes(path, { mode, owner, group, context });
  }
  for (const [path, target] of Object.entries(LINKS)) files.link(path, target);
  const program: Partial<FileAttributes> = {
    mode: 0o755,
    owner: 'root',
    group: 'shell',
    context: SYSTEM_FILE,
  };
  for (const name of options.programs)
    files.write(`${PROGRAM_FOLDERS[0]}/${name}`, new Uint8Array(), program);
  if (options.rooted)
    files.write(options.su === 'aosp' ? '/system/xbin/su' : '/system/bin/su', new Uint8Array(), program);
  for (const folder of options.systemStores) {
    files.makeDirectory(folder, true);
    for (const [name, pem] of options.roots)
      files.write(`${folder}/${name}`, Buffer.from(pem), { mode: 0o644, context: SYSTEM_FILE });
  }
  provideProcAndDev(files, options.boot);
  provideProcNet(files, options.packetLog);
  const proc = files.unshare('private');
  for (const { at, type, readOnly } of PARTITIONS) files.mountPartition(at, type, readOnly);

  return {
    seal: () => {
      for (const at of ['/', CONSCRYPT]) files.remount(at, true);
    },
    proc,
  };
}

function provideProcAndDev(files: ImageFiles, boot: ImageOptions['boot']): void {
  const mode = { mode: 0o444 };
  files.provide(
    '/proc/uptime',
    () => `${(boot.uptime() / 1000).toFixed(2)} ${(boot.uptime() / 1000).toFixed(2)}\n`,
    mode,
  );
  files.makeDirectory('/proc/sys/kernel/random', true);
  files.provide('/proc/sys/kernel/random/boot_id', () => `${boot.id()}\n`, mode);
  files.provide('/proc/version', () => 'Linux version 5.10.0-leakgate (simulated)\n', mode);
  // No browser of a release build opens a devtools socket, so the file lists none.
  files.provide('/proc/net/unix', () => 'Num       RefCount Protocol Flags    Type St Inode Path\n', mode);
  files.provide('/proc/mounts', mountsText, mode);
  files.makeDirectory('/dev', true);
  files.provide('/dev/null', () => '', { mode: 0o666 });
}
