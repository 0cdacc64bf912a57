import type { AndroidRules, HandsetOptions, PropertyStore } from '../device.ts';
import { MIUI_PROPERTIES } from './miui.ts';

/** Maximum length of a value that is not read-only. Source: AOSP system_properties.h. */
const MAX_VALUE = 91;

/** The properties of the build and of the running system. `ro.leakgate.simulated` marks the handset as simulated. */
export function createProperties(
  rules: AndroidRules,
  options: Pick<HandsetOptions, 'speed' | 'miui'>,
  onChange: (name: string, value: string) => void,
): PropertyStore {
  const values = new Map<string, string>(Object.entries(initial(rules, options)));

  return {
    get: (name) => values.get(name),
    set(name, value) {
      values.set(name, value);
      onChange(name, value);
    },
    list: () => [...values].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  };
}

/** Whether `setprop` may set a property, by Android's rules for adb's user and for root. */
export function maySetProperty(name: string, value: string, uid: number, values: PropertyStore): boolean {
  if (name.startsWith('ro.')) return uid === 0 && values.get(name) === undefined;
  if (value.length > MAX_VALUE) return false;

  return uid === 0 || /^(debug|log|persist\.log\.tag)\./.test(name);
}

function initial(
  { release, sdk, abis }: AndroidRules,
  { speed, miui }: Pick<HandsetOptions, 'speed' | 'miui'>,
): Record<string, string> {
  const fingerprint = `leakgate/simulated/simulated:${release}/LEAKGATE/1:user/release-keys`;

  return {
    'dalvik.vm.heapsize': '512m',
    'dev.bootcomplete': '1',
    'gsm.network.type': 'Unknown',
    'init.svc.adbd': 'running',
    'init.svc.bootanim': 'stopped',
    'init.svc.zygote': 'running',
    'net.bt.name': 'Android',
    'persist.sys.locale': 'en-US',
    'persist.sys.timezone': 'GMT',
    'ro.board.platform': 'leakgate',
    'ro.boot.serialno': 'LEAKGATE',
    'ro.build.characteristics': 'default',
    'ro.build.display.id': `LEAKGATE.${release}`,
    'ro.build.fingerprint': fingerprint,
    'ro.build.id': 'LEAKGATE',
    'ro.build.tags': 'release-keys',
    'ro.build.type': 'user',
    'ro.build.version.codename': 'REL',
    'ro.build.version.incremental': '1',
    'ro.build.version.release': release,
    'ro.build.version.release_or_codename': release,
    'ro.build.version.sdk': String(sdk),
    'ro.build.version.security_patch': '2022-12-05',
    'ro.crypto.state': 'encrypted',
    'ro.debuggable': '0',
    'ro.hardware': 'leakgate',
    'ro.leakgate.simulated': '1',
    'ro.leakgate.speed': String(speed),
    'ro.product.brand': 'Leakgate',
    'ro.product.cpu.abi': 'arm64-v8a',
    'ro.product.cpu.abilist': abis,
    'ro.product.device': 'simulated',
    'ro.product.locale': 'en-US',
    'ro.product.manufacturer': 'Leakgate',
    'ro.product.model': 'Simulated handset',
    'ro.product.name': 'leakgate',
    'ro.secure': '1',
    'ro.serialno': 'LEAKGATE',
    'ro.sf.lcd_density': '440',
    'ro.zygote': 'zygote64_32',
    'sys.boot_completed': '1',
    'sys.system_server.start_count': '1',
    ...(miui !== undefined && MIUI_PROPERTIES),
  };
}
