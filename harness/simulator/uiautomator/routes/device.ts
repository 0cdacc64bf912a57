import * as z from 'zod';
import { density, densityDpi, screenSize, statusBarHeight } from '../../screens/metrics.ts';
import { routeWithBody } from '../body.ts';
import type { Command, Route } from '../route.ts';
import { screenshotOf } from '../screenshot.ts';
import { pageSource } from '../source.ts';
import { WireError } from '../wire-error.ts';

/** The handset, its screen and its keys. */
export const deviceRoutes: readonly Route[] = [
  { method: 'GET', path: '/appium/device/info', handle: info },
  { method: 'GET', path: '/appium/device/pixel_ratio', handle: () => density },
  { method: 'GET', path: '/appium/device/display_density', handle: () => densityDpi },
  { method: 'GET', path: '/appium/device/system_bars', handle: () => ({ statusBar: statusBarHeight }) },
  { method: 'GET', path: '/window/:handle/size', handle: () => ({ ...screenSize }) },
  { method: 'GET', path: '/orientation', handle: () => 'PORTRAIT' },
  routeWithBody({
    method: 'POST',
    path: '/orientation',
    body: z.object({ orientation: z.string() }),
    handle: setOrientation,
  }),
  { method: 'GET', path: '/rotation', handle: () => ({ x: 0, y: 0, z: 0 }) },
  { method: 'GET', path: '/source', handle: ({ session }) => pageSource(session.elements.take()) },
  {
    method: 'GET',
    path: '/screenshot',
    handle: async (command) => (await screenshotOf(command)).toString('base64'),
  },
  { method: 'POST', path: '/back', touches: true, handle: (command) => press(command, 4) },
  routeWithBody({
    method: 'POST',
    path: '/appium/device/press_keycode',
    touches: true,
    body: z.object({ keycode: z.number().int(), metastate: z.number().nullish() }),
    handle: pressKey,
  }),
  routeWithBody({
    method: 'POST',
    path: '/appium/device/set_clipboard',
    body: z.object({ content: z.string() }),
    handle: setClipboard,
  }),
  { method: 'POST', path: '/appium/device/get_clipboard', handle: getClipboard },
  { method: 'POST', path: '/appium/reset_ax_cache', handle: () => null },
  { method: 'GET', path: '/alert/text', handle: noAlert },
  { method: 'POST', path: '/alert/accept', handle: noAlert },
  { method: 'POST', path: '/alert/dismiss', handle: noAlert },
];

function info({ device }: Command): Record<string, unknown> {
  const property = (name: string): string => device.properties.get(name) ?? '';

  return {
    androidId: device.settings.get('secure', 'android_id') ?? '',
    manufacturer: property('ro.product.manufacturer'),
    model: property('ro.product.model'),
    brand: property('ro.product.brand'),
    apiVersion: String(device.rules.sdk),
    platformVersion: device.rules.release,
    carrierName: '',
    realDisplaySize: `${screenSize.width}x${screenSize.height}`,
    displayDensity: densityDpi,
    networks: [{ typeName: device.network.type, isConnected: true, isAvailable: true, state: 'CONNECTED' }],
    locale: (property('persist.sys.locale') || 'en-US').replace('-', '_'),
    timeZone: property('persist.sys.timezone'),
    bluetooth: { state: 'OFF' },
  };
}

function setOrientation({ device }: Command, { orientation }: { orientation: string }): null {
  if (orientation.toUpperCase() === 'PORTRAIT') return null;
  device.unmodelled.report('route', `orientation ${orientation}`);
  throw new WireError(
    'invalid element state',
    `Screen rotation cannot be changed to ${orientation}. Is it locked programmatically?`,
  );
}

function pressKey(
  command: Command,
  { keycode, metastate }: { keycode: number; metastate?: number | null },
): Promise<null> {
  if (metastate) command.device.unmodelled.report('route', 'press_keycode with a metastate');

  return press(command, keycode);
}

async function press({ display }: Command, code: number): Promise<null> {
  await display.input.key(code);

  return null;
}

/** The content is base64, as the driver sends it. */
function setClipboard({ display }: Command, { content }: { content: string }): null {
  display.clipboard.set(Buffer.from(content, 'base64').toString('utf8'));

  return null;
}

function getClipboard({ display }: Command): string {
  return Buffer.from(display.clipboard.get()).toString('base64');
}

function noAlert(): never {
  throw new WireError('no such alert', 'No alert is present on the screen');
}
