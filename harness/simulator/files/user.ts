/** A user of the handset's kernel. */
export interface User {
  uid: number;
  name: string;
  groups: readonly string[];
}

export const ROOT: User = { uid: 0, name: 'root', groups: ['root'] };

/** adb's user. Groups: `id` on Android 13. */
export const SHELL: User = {
  uid: 2000,
  name: 'shell',
  groups: [
    'shell',
    'input',
    'log',
    'adb',
    'sdcard_rw',
    'sdcard_r',
    'ext_data_rw',
    'ext_obb_rw',
    'net_bt_admin',
    'net_bt',
    'inet',
    'net_bw_stats',
    'readproc',
    'uhid',
    'readtracefs',
  ],
};

/** Fixed ids of Android. Source: AOSP android_filesystem_config.h. */
const IDS: Record<string, number> = {
  root: 0,
  system: 1000,
  radio: 1001,
  input: 1004,
  log: 1007,
  adb: 1011,
  sdcard_rw: 1015,
  media_rw: 1023,
  sdcard_r: 1028,
  ext_data_rw: 1078,
  ext_obb_rw: 1079,
  network_stack: 1073,
  shell: 2000,
  net_bt_admin: 3001,
  net_bt: 3002,
  inet: 3003,
  net_bw_stats: 3006,
  readproc: 3009,
  uhid: 3011,
  readtracefs: 3012,
  misc: 9998,
  everybody: 9997,
};
const FIRST_APP_UID = 10_000;
const FIRST_ISOLATED_UID = 99_000;

/** The id of a user or group given by name or number, such as `u0_a123` for an app. Undefined if unknown. */
export function idOf(name: string): number | undefined {
  if (/^\d+$/.test(name)) return Number(name);
  const app = /^u0_a(\d+)$/.exec(name);

  return app === null ? IDS[name] : FIRST_APP_UID + Number(app[1]);
}

export function nameOfId(id: number): string {
  if (id >= FIRST_ISOLATED_UID && id < 100_000) return `u0_i${id - FIRST_ISOLATED_UID}`;
  if (id >= FIRST_APP_UID) return `u0_a${id - FIRST_APP_UID}`;

  return Object.keys(IDS).find((name) => IDS[name] === id) ?? String(id);
}
