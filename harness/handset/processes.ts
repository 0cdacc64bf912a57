import type { Phone } from './phone.ts';

/** A process in `dumpsys activity processes`. */
export interface PhoneProcess {
  pid: number;
  /** The process's UID; an isolated process has another one than its package. */
  uid: number;
  name: string;
  /** Whether the cached-app freezer holds it; null where this Android does not report it. */
  frozen: boolean | null;
}

/** The running processes of a package, its isolated ones included. */
export async function readProcesses(phone: Phone, name: string): Promise<PhoneProcess[]> {
  const dump = await phone.shell(['dumpsys', 'activity', 'processes', name], { timeoutMs: 30_000 });

  return parseProcesses(dump).filter((each) => each.name === name || each.name.startsWith(`${name}:`));
}

const HEAD = /^ *\*(?:APP|PERS)\* UID (\d+) ProcessRecord\{\S+ (\d+):(\S+?)\/\S+\}/gm;

/**
 * Reads `dumpsys activity processes` (AOSP ProcessList.java: `*APP* UID n ProcessRecord{hash pid:name/user}`, and below it
 * ProcessCachedOptimizerRecord.java: `isFrozen=`).
 */
export function parseProcesses(dump: string): PhoneProcess[] {
  const heads = [...dump.matchAll(HEAD)];

  return heads.map((head, index) => {
    const [, uid = '', pid = '', name = ''] = head;
    const block = dump.slice(head.index, heads[index + 1]?.index);
    const frozen = /\bisFrozen=(true|false)\b/.exec(block)?.[1];

    return {
      pid: Number(pid),
      uid: Number(uid),
      name,
      frozen: frozen === undefined ? null : frozen === 'true',
    };
  });
}
