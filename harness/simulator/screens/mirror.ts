import { screenSize } from './metrics.ts';
import type { UiNode } from './node.ts';
import type { Screen } from './screen.ts';

/** The same screen with left and right exchanged, as Android draws it in languages that are written from right to left. */
export function mirrored(screen: Screen): Screen {
  return { ...screen, build: () => mirroredNode(screen.build()) };
}

function mirroredNode(node: UiNode): UiNode {
  const { left, right } = node.bounds;

  return {
    ...node,
    bounds: { ...node.bounds, left: screenSize.width - right, right: screenSize.width - left },
    children: node.children.map(mirroredNode),
  };
}
