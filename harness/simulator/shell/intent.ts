import { AndroidError, type Device } from '../device.ts';
import { NotModelled } from './command.ts';

/** The intent that `am start` got. */
export interface Intent {
  action: string | undefined;
  data: string | undefined;
  categories: string[];
  flags: string | undefined;
  package: string | undefined;
  component: { package: string; activity: string } | undefined;
}

export interface StartArguments {
  intent: Intent;
  wait: boolean;
  stopFirst: boolean;
}

/** Reads the arguments of `am start`. Source: AOSP Intent.parseCommandArgs. */
export function parseStart(args: readonly string[]): StartArguments {
  const intent: Intent = {
    action: undefined,
    data: undefined,
    categories: [],
    flags: undefined,
    package: undefined,
    component: undefined,
  };
  const start: StartArguments = { intent, wait: false, stopFirst: false };
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    const value = () => args[++at] ?? '';
    if (arg === '-W') start.wait = true;
    else if (arg === '-S') start.stopFirst = true;
    else if (arg === '-a') intent.action = value();
    else if (arg === '-c') intent.categories.push(value());
    else if (arg === '-d') intent.data = value();
    else if (arg === '-f') intent.flags = `0x${Number(value()).toString(16)}`;
    else if (arg === '-n') intent.component = componentOf(value());
    else if (arg === '-p') intent.package = value();
    else if (arg.startsWith('-')) throw new NotModelled(`am start ${arg}`);
    else if (arg.includes('://')) intent.data = arg;
    else if (arg.includes('/')) intent.component = componentOf(arg);
    else intent.package = arg;
  }
  if (intent.data !== undefined) intent.action ??= 'android.intent.action.VIEW';

  return start;
}

/** `com.x/.Main` and `com.x/com.x.Main` are the same. */
export function componentOf(text: string): { package: string; activity: string } {
  const [name = '', activity = ''] = text.split('/');
  if (name === '' || activity === '') throw new AndroidError(`Bad component name: ${text}`);

  return { package: name, activity: activity.startsWith('.') ? name + activity : activity };
}

export function shortComponent(name: string, activity: string): string {
  return `${name}/${activity.startsWith(`${name}.`) ? activity.slice(name.length) : activity}`;
}

/** Resolves an intent without a component to an activity; undefined if no activity matches. */
export function resolveIntent(intent: Intent, device: Device): Intent['component'] {
  if (intent.component !== undefined) return intent.component;
  const { packages } = device;
  if (intent.package !== undefined) {
    const activity = packages.get(intent.package)?.launchActivity;
    return activity === undefined ? undefined : { package: intent.package, activity };
  }
  if (intent.action !== 'android.intent.action.VIEW' || !/^https?:/i.test(intent.data ?? ''))
    throw new NotModelled(
      `am start with an intent that names no package (action: ${intent.action ?? 'none'})`,
    );
  const browsers = packages.list().filter((each) => each.browser !== undefined);
  if (browsers.length > 1)
    throw new NotModelled('am start with a URL but no package while several browsers are installed');
  const [single] = browsers;

  return single?.launchActivity === undefined
    ? undefined
    : { package: single.package, activity: single.launchActivity };
}

/** `Intent { act=... cat=[...] dat=... flg=0x... pkg=... cmp=... }` */
export function intentText(intent: Intent): string {
  const { action, categories, data, flags, package: name, component } = intent;
  const parts = [
    action === undefined ? '' : `act=${action}`,
    categories.length === 0 ? '' : `cat=[${categories.join(',')}]`,
    data === undefined ? '' : `dat=${safeUri(data)}`,
    flags === undefined ? '' : `flg=${flags}`,
    name === undefined ? '' : `pkg=${name}`,
    component === undefined ? '' : `cmp=${shortComponent(component.package, component.activity)}`,
  ];

  return `Intent { ${parts.filter(Boolean).join(' ')} }`;
}

/** Android does not print the path of a web URL. Source: AOSP Uri.toSafeString. */
function safeUri(uri: string): string {
  const match = /^(https?|ftp|rtsp):\/\/([^/?#]*)/i.exec(uri);

  return match === null ? uri : `${match[1]}://${match[2]}/...`;
}
