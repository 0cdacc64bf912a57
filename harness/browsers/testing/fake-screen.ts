import type { FinderSession } from '../finder.ts';

/** An element of a fake screen. */
export interface FakeNode {
  /** Full resource id. */
  id?: string;
  text?: string;
  checked?: boolean;
  press?: () => void;
}

/** A session whose screen a test defines. An xpath finds the scrollable list or the switch of the screen, or nothing. */
export interface FakeScreen {
  nodes: FakeNode[];
  typed: string[];
  keys: string[];
  /** Called for each drag over the scrollable list; undefined if the screen has no such list. */
  scroll: (() => void) | undefined;
  session: FinderSession & { performActions: (actions: object[]) => Promise<void> };
}

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

export function fakeScreen(): FakeScreen {
  const knownNodes: FakeNode[] = [];
  const fake: Omit<FakeScreen, 'session'> = { nodes: [], typed: [], keys: [], scroll: undefined };
  const idOf = (node: FakeNode): string => {
    if (!knownNodes.includes(node)) knownNodes.push(node);

    return String(knownNodes.indexOf(node));
  };
  const nodeOf = (id: string): FakeNode => {
    const node = knownNodes[Number(id)];
    if (!node || !fake.nodes.includes(node)) throw new Error('stale element reference');

    return node;
  };
  const matches = (using: string, value: string): FakeNode[] => {
    if (using === 'id') return fake.nodes.filter((node) => node.id === value);
    if (using === 'xpath') {
      if (value.includes('scrollable')) return fake.scroll ? fake.nodes.slice(0, 1) : [];

      return value.endsWith('[@checkable="true"]')
        ? fake.nodes.filter((node) => node.checked !== undefined)
        : [];
    }
    const text = /\.text\("(.*)"\)$/.exec(value)?.[1];
    const part = /\.textContains\("(.*)"\)$/.exec(value)?.[1];

    return fake.nodes.filter(
      (node) =>
        (text !== undefined && node.text === text) || (part !== undefined && node.text?.includes(part)),
    );
  };
  const session = {
    findElements: async (using: string, value: string) =>
      matches(using, value).map((node) => ({ [ELEMENT]: idOf(node) })),
    elementClick: async (id: string) => nodeOf(id).press?.(),
    elementClear: async (id: string) => {
      nodeOf(id).text = '';
    },
    elementSendKeys: async (id: string, text: string) => {
      nodeOf(id).text = text;
      fake.typed.push(text);
    },
    getElementText: async (id: string) => nodeOf(id).text ?? '',
    getElementAttribute: async (id: string, name: string) =>
      name === 'checked' ? String(nodeOf(id).checked) : null,
    getElementRect: async () => ({ x: 0, y: 0, width: 100, height: 200 }),
    getPageSource: async () => JSON.stringify(fake.nodes),
    getWindowRect: async () => ({ x: 0, y: 0, width: 1080, height: 2340 }),
    performActions: async () => fake.scroll?.(),
  };

  return Object.assign(fake, { session });
}
