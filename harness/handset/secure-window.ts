import type { Phone } from './phone.ts';

/**
 * Whether the newest window of a package has FLAG_SECURE, which forbids screenshots; null where `dumpsys window windows` lists no
 * window of the package, or no flags by name (AOSP WindowState.dump, WindowManager.LayoutParams.toString; by name since Android 9).
 */
export async function isSecureWindow(phone: Phone, name: string): Promise<boolean | null> {
  return secureFlagIn(await phone.shell(['dumpsys', 'window', 'windows']), name);
}

/** Windows are listed from top to bottom: `Window #1 Window{3f2a u0 com.example/com.example.Main}:`. */
export function secureFlagIn(dump: string, name: string): boolean | null {
  const [, ...windows] = dump.split(/^\s*Window #\d+ /m);
  const window = windows.find((each) => each.split('\n')[0]?.includes(` ${name}/`));
  const flags = /\bfl=([A-Z_ ]+)/.exec(window ?? '')?.[1];

  return flags === undefined ? null : flags.split(' ').includes('SECURE');
}
