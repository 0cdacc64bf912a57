import type { UiNode } from '../screens/node.ts';
import type { Snapshot } from './snapshot.ts';

type Value = string | number | boolean | undefined;

interface AttributeRow {
  /** The first name is the one in the page source; the others are aliases. */
  names: readonly string[];
  of: (node: UiNode, snapshot: Snapshot) => Value;
}

/**
 * Attributes in the order of the page source, which omits those without a value. Source: appium-uiautomator2-server 10.6,
 * `Attribute` and `UiElementSnapshot`.
 */
export const attributes: readonly AttributeRow[] = [
  { names: ['index'], of: indexOf },
  { names: ['package'], of: (node) => node.package },
  { names: ['class', 'className'], of: (node) => node.class },
  { names: ['text', 'name'], of: (node) => node.text },
  { names: ['content-desc', 'contentDescription'], of: (node) => node.desc || undefined },
  { names: ['resource-id', 'resourceId'], of: (node) => node.id || undefined },
  { names: ['checkable'], of: (node) => node.checkable },
  { names: ['checked'], of: (node) => node.checked },
  { names: ['clickable'], of: (node) => node.clickable },
  { names: ['enabled'], of: (node) => node.enabled },
  { names: ['focusable'], of: (node) => node.focusable },
  { names: ['focused'], of: (node) => node.focused },
  { names: ['long-clickable', 'longClickable'], of: () => false },
  { names: ['password'], of: (node) => node.password },
  { names: ['scrollable'], of: (node) => node.scrollable },
  { names: ['selected'], of: (node) => node.selected },
  { names: ['bounds'], of: boundsOf },
  { names: ['displayed'], of: () => true },
  { names: ['hint'], of: (node) => node.hint || undefined },
  { names: ['showing-hint', 'showingHintText'], of: (node) => node.hint !== '' && node.text === node.hint },
];

/** Finds an attribute by any of its names, ignoring case; undefined if unknown. */
export function attributeNamed(name: string): AttributeRow | undefined {
  const lowerName = name.toLowerCase();

  return attributes.find(({ names }) => names.some((known) => known.toLowerCase() === lowerName));
}

/** `[0,80][1080,240]` */
function boundsOf({ bounds: { left, top, right, bottom } }: UiNode): string {
  return `[${Math.round(left)},${Math.round(top)}][${Math.round(right)},${Math.round(bottom)}]`;
}

function indexOf(node: UiNode, snapshot: Snapshot): number {
  return Math.max(0, snapshot.parentOf(node)?.children.indexOf(node) ?? 0);
}
