import { screenSize } from '../screens/metrics.ts';
import type { UiNode } from '../screens/node.ts';
import { attributes } from './attributes.ts';
import type { Snapshot } from './snapshot.ts';

/** The page source of the UiAutomator2 server: one element per node, named by its class, below `hierarchy`. */
export function pageSource(snapshot: Snapshot): string {
  return [DECLARATION, ...hierarchy(snapshot, () => [])].join('\n');
}

/** The attribute of {@link indexedSource} with the position of an element's node in the snapshot. */
export const positionAttribute = 'uiElementIndex';

/**
 * The page source for XPath, with each element's index in the snapshot; for a search below an element, only its subtree.
 */
export function indexedSource(snapshot: Snapshot, scope: UiNode | undefined): string {
  const positions = new Map(snapshot.nodes.map((node, position) => [node, position]));
  const extra: Extra = (node) => [[positionAttribute, String(positions.get(node))]];

  return (scope ? lines(scope, snapshot, extra, '') : hierarchy(snapshot, extra)).join('\n');
}

type Extra = (node: UiNode) => [name: string, value: string][];

const DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>";

function hierarchy(snapshot: Snapshot, extra: Extra): string[] {
  const size = `rotation="0" width="${screenSize.width}" height="${screenSize.height}"`;

  return [
    `<hierarchy index="0" class="hierarchy" ${size}>`,
    ...lines(snapshot.root, snapshot, extra, '  '),
    '</hierarchy>',
  ];
}

function lines(node: UiNode, snapshot: Snapshot, extra: Extra, indent: string): string[] {
  const printedAttributes = attributes.flatMap(({ names, of }) => {
    const value = of(node, snapshot);
    const name = names[0];

    return value === undefined || name === undefined ? [] : ([[name, String(value)]] as [string, string][]);
  });
  const written = [...printedAttributes, ...extra(node)]
    .map(([name, value]) => `${name}="${escape(value)}"`)
    .join(' ');
  const name = node.class.replaceAll(/[$@#&]/g, '.');
  if (node.children.length === 0) return [`${indent}<${name} ${written} />`];

  return [
    `${indent}<${name} ${written}>`,
    ...node.children.flatMap((child) => lines(child, snapshot, extra, `${indent}  `)),
    `${indent}</${name}>`,
  ];
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML does not allow become `?`, as in the server. */
function escape(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?')
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
    .replaceAll('\n', '&#10;');
}
