import type { Handset } from '../../handset/handset.ts';
import { KEYS, type Key } from '../../handset/screen.ts';
import {
  browserPackage,
  createDoubledHandset,
  type DoubledHandset,
} from '../../simulator/activities/testing/doubles.ts';
import type { FinderSession } from '../finder.ts';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** The screens of a simulated browser under its real UiAutomator2 routes, without adb, Appium, Chromium and network. */
export interface DoubledPhone {
  doubled: DoubledHandset;
  /** The parts of a handset that page objects use. */
  handset: Handset;
  package: string;
  stop(): Promise<void>;
}

/** @param declaration keys of `browser.json` that differ from their defaults */
export async function startDoubledPhone(
  declaration: Record<string, unknown>,
  options: { googlePlay?: boolean } = {},
): Promise<DoubledPhone> {
  const doubled = createDoubledHandset(declaration, 13, options);
  doubled.manager.instrument();
  const created = await doubled.ask('POST', '/session', { capabilities: { firstMatch: [{}] } });
  const { sessionId } = created.value as { sessionId: string };
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const { status, value } = await doubled.ask(method, `/session/${sessionId}${path}`, body);
    if (status !== 200) throw new Error((value as { message: string }).message);

    return value;
  };
  const session: FinderSession & { getWindowRect(): Promise<unknown> } = {
    findElements: async (strategy: string, selector: string) =>
      (await call('POST', '/elements', { strategy, selector, context: '' })) as { [ELEMENT]: string }[],
    elementClick: async (id) => void (await call('POST', `/element/${id}/click`)),
    elementClear: async (id) => void (await call('POST', `/element/${id}/clear`)),
    elementSendKeys: async (id, text) => void (await call('POST', `/element/${id}/value`, { text })),
    getElementText: async (id) => String(await call('GET', `/element/${id}/text`)),
    getElementAttribute: async (id, name) =>
      (await call('GET', `/element/${id}/attribute/${name}`)) as string,
    getElementRect: async (id) =>
      (await call('GET', `/element/${id}/rect`)) as { x: number; y: number; width: number; height: number },
    getPageSource: async () => String(await call('GET', '/source')),
    performActions: async (actions) => void (await call('POST', '/actions', { actions })),
    getWindowRect: async () => ({ x: 0, y: 0, width: 1080, height: 2340 }),
  };
  const launch = async (component: { package: string; activity: string }): Promise<void> => {
    await doubled.manager.start({
      ...component,
      action: undefined,
      data: undefined,
      categories: [],
      stopFirst: false,
    });
  };
  const handset = {
    serial: 'doubled',
    session,
    press: (key: Key) => doubled.manager.input.key(KEYS[key]),
    source: () => session.getPageSource(),
    screenshot: async () => ({ kind: 'taken', png: await doubled.manager.screenshot() }),
    focused: async () => doubled.manager.focused(),
    isSecure: async () => doubled.manager.secure(),
    launch,
  };

  return {
    doubled,
    // The double has only the parts of a handset that page objects use.
    handset: handset as unknown as Handset,
    package: browserPackage,
    stop: () => doubled.stop(),
  };
}
