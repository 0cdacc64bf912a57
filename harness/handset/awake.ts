import { outputIfAny, type Phone } from './phone.ts';
import { type PhoneProcess, processesOf } from './processes.ts';

/** From this API level on, Android freezes cached apps (AOSP CachedAppOptimizer.java). */
const FREEZER_SDK = 30;

/**
 * Whether the main process of a package runs unfrozen now; null where the phone cannot report it. A frozen process sends
 * nothing, and its timers stop.
 */
export async function isAwake(phone: Phone, sdk: number, name: string): Promise<boolean | null> {
  const main = (await processesOf(phone, name)).find((each) => each.name === name);
  if (!main) return false;
  const byKernel = phone.root === null ? null : await frozenByKernel(phone, main);
  if (main.frozen === true || byKernel === true) return false;
  // MIUI has its own freezer, so the kernel's state counts before Android's.
  if (byKernel === false || main.frozen === false) return true;

  return sdk < FREEZER_SDK ? true : null;
}

async function frozenByKernel(phone: Phone, { pid, uid }: PhoneProcess): Promise<boolean | null> {
  const said = await outputIfAny(
    phone.asRoot({ raw: `cat /sys/fs/cgroup/uid_${uid}/pid_${pid}/cgroup.freeze 2>/dev/null` }),
  );

  return said === undefined || said.trim() === '' ? null : said.trim() === '1';
}
