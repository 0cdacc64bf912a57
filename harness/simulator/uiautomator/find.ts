import { DOMParser } from '@xmldom/xmldom';
import * as xpath from 'xpath';
import type { Unmodelled } from '../device.ts';
import { type UiNode, walk } from '../screens/node.ts';
import { type Expression, parseExpression } from './expression.ts';
import type { Snapshot } from './snapshot.ts';
import { indexedSource, positionAttribute } from './source.ts';
import { scrollTo } from './ui-scrollable.ts';
import { selectNodes } from './ui-selector.ts';
import { WireError } from './wire-error.ts';

interface Search {
  take: () => Snapshot;
  /** The id of the element whose subtree is searched. */
  scopeId: string | undefined;
  unmodelled: Unmodelled;
}

/** Nodes and their snapshot. */
export interface Found {
  snapshot: Snapshot;
  nodes: UiNode[];
}

/** All nodes that a locator matches, in document order. `UiScrollable` scrolls first. */
export async function findNodes(strategy: string, selector: string, search: Search): Promise<Found> {
  const find = Object.hasOwn(strategies, strategy) ? strategies[strategy] : undefined;
  if (!find)
    throw new WireError(
      'invalid selector',
      `Selector strategy '${strategy}' is not supported. Only the following selector strategies are supported: [${Object.keys(strategies).join(', ')}]`,
    );

  return find(selector, search);
}

const strategies: Record<string, (selector: string, search: Search) => Found | Promise<Found>> = {
  id: byId,
  xpath: byXpath,
  'accessibility id': (selector, search) => filter(search, ({ desc }) => desc === selector),
  'class name': (selector, search) => filter(search, (node) => node.class === selector),
  '-android uiautomator': byUiAutomator,
};

const FULL_ID = /^[a-zA-Z_][a-zA-Z0-9._]*:[^/]+\/\S+$/;

/** An id without a package belongs to the package in front. */
function byId(selector: string, search: Search): Found {
  return filter(search, ({ id }, { root }) =>
    FULL_ID.test(selector) ? id === selector : id === `${root.package}:id/${selector}`,
  );
}

function filter({ take, scopeId }: Search, passes: (node: UiNode, snapshot: Snapshot) => boolean): Found {
  const snapshot = take();
  const scope = scopeIn(snapshot, scopeId);
  const candidates = scope ? [...walk(scope)].slice(1) : snapshot.nodes;

  return { snapshot, nodes: candidates.filter((node) => passes(node, snapshot)) };
}

/** XPath 1.0; the real server's XPath 2 is not modelled. */
function byXpath(selector: string, { take, scopeId, unmodelled }: Search): Found {
  const snapshot = take();
  const xml = indexedSource(snapshot, scopeIn(snapshot, scopeId));
  const document = new DOMParser().parseFromString(xml, 'text/xml') as unknown as Node;
  let found: unknown;
  try {
    found = xpath.select(selector, document);
  } catch (error) {
    unmodelled.report('route', `xpath ${selector}`);
    throw new WireError('invalid selector', `${selector}: ${String(error)}`);
  }
  if (!Array.isArray(found))
    throw new WireError('invalid selector', `the XPath expression ${selector} does not select elements`);

  return { snapshot, nodes: found.flatMap((node) => nodeOf(node, snapshot) ?? []) };
}

function nodeOf(found: unknown, snapshot: Snapshot): UiNode | undefined {
  const element = found as { getAttribute?: (name: string) => string | null };
  const position = element.getAttribute?.(positionAttribute);

  return position ? snapshot.nodes[Number(position)] : undefined;
}

async function byUiAutomator(selector: string, { take, scopeId }: Search): Promise<Found> {
  const expression = parseExpression(selector);
  const find = (target: Expression): Found => {
    const snapshot = take();

    return { snapshot, nodes: selectNodes(target, snapshot, scopeIn(snapshot, scopeId), selector) };
  };
  if (expression.constructorName !== 'UiScrollable') return find(expression);

  return find(await scrollTo(expression, (wanted) => find(wanted).nodes, selector));
}

function scopeIn(snapshot: Snapshot, id: string | undefined): UiNode | undefined {
  return id === undefined ? undefined : snapshot.byId(id);
}
