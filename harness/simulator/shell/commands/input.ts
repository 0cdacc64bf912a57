import { NotModelled, type Command, type Shell } from '../command.ts';

export const inputCommands: readonly Command[] = [
  { names: ['input'], run: input },
  { names: ['screencap'], run: screencap },
  { names: ['ime'], run: ime },
  { names: ['wm'], run: wm },
  { names: ['locksettings'], run: lockSettings },
];

/** Names of the keys that a harness presses; numbers are used unchanged. Source: AOSP KeyEvent.java. */
const KEYS: Record<string, number> = {
  HOME: 3,
  BACK: 4,
  DPAD_UP: 19,
  DPAD_DOWN: 20,
  TAB: 61,
  ENTER: 66,
  DEL: 67,
  MENU: 82,
  ESCAPE: 111,
  MOVE_END: 123,
  APP_SWITCH: 187,
  WAKEUP: 224,
};
const WAKEUP = 224;
const HOME = 3;

async function input(args: readonly string[], shell: Shell): Promise<number> {
  const [verb = '', ...rest] = args[0] === 'touchscreen' || args[0] === 'keyboard' ? args.slice(1) : args;
  const { activities } = shell.device;
  const numbers = rest.map(Number);
  const [x = NaN, y = NaN, toX = NaN, toY = NaN] = numbers;
  if (verb === 'keyevent') for (const key of rest) await press(key, shell);
  else if (verb === 'tap' && !Number.isNaN(x + y)) await activities.input.tap(x, y);
  else if (verb === 'swipe' && !Number.isNaN(x + y + toX + toY)) await activities.input.swipe(x, y, toX, toY);
  else if (verb === 'text') await activities.input.text((rest[0] ?? '').replaceAll('%s', ' '));
  else throw new NotModelled(`input ${args.join(' ')}`);

  return 0;
}

async function press(key: string, shell: Shell): Promise<void> {
  const code = /^\d+$/.test(key) ? Number(key) : KEYS[key.replace(/^KEYCODE_/, '')];
  if (code === undefined) throw new NotModelled(`input keyevent ${key}`);
  if (code === WAKEUP) return; // the screen of this handset is always on
  if (code === HOME) await shell.device.activities.home();
  else await shell.device.activities.input.key(code);
}

async function screencap(args: readonly string[], shell: Shell): Promise<number> {
  const path = args.find((arg) => arg !== '-p');
  if (path?.startsWith('-') === true) throw new NotModelled(`screencap ${args.join(' ')}`);
  if (!args.includes('-p') && path?.endsWith('.png') !== true) throw new NotModelled('screencap without -p');
  const image = await shell.device.activities.screenshot();
  if (path === undefined) shell.out(image);
  else shell.files.write(shell.path(path), image);

  return 0;
}

/** There is one keyboard, which cannot be changed. */
function ime(args: readonly string[], shell: Shell): number {
  const [verb = '', id = ''] = args;
  const keyboard = shell.device.settings.get('secure', 'default_input_method') ?? '';
  if (verb === 'list' && args.includes('-s')) shell.out(`${keyboard}\n`);
  else if (verb === 'list') shell.out(`${keyboard}:\n  mId=${keyboard} mIsDefault=true\n`);
  else if (['enable', 'set'].includes(verb) && id === keyboard)
    shell.out(`Input method ${id} selected for user #0\n`);
  else throw new NotModelled(`ime ${args.join(' ')}`);

  return 0;
}

function wm(args: readonly string[], shell: Shell): number {
  const [verb = ''] = args;
  if (args.length === 1 && verb === 'size') shell.out('Physical size: 1080x2340\n');
  else if (args.length === 1 && verb === 'density')
    shell.out(`Physical density: ${shell.device.properties.get('ro.sf.lcd_density') ?? ''}\n`);
  else if (verb === 'dismiss-keyguard')
    return 0; // there is no lock screen
  else throw new NotModelled(`wm ${args.join(' ')}`);

  return 0;
}

/** No screen lock is set. */
function lockSettings(args: readonly string[], shell: Shell): number {
  if (args[0] !== 'get-disabled') throw new NotModelled(`locksettings ${args.join(' ')}`);
  shell.out('true\n');

  return 0;
}
