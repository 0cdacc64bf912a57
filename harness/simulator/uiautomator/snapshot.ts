import type { Screen } from '../screens/screen.ts';
import type { UiNode } from '../screens/node.ts';
import { WireError } from './wire-error.ts';

/** The UI tree at one moment, each node with the id that a client knows it by. */
export interface Snapshot {
  root: UiNode;
  /** In document order. */
  nodes: readonly UiNode[];
  idOf: (node: UiNode) => string;
  parentOf: (node: UiNode) => UiNode | undefined;
  byId: (id: string) => UiNode | undefined;
}

export interface ElementRegistry {
  take: () => Snapshot;
  /** The id of a node to hand to a client. */
  give: (snapshot: Snapshot, node: UiNode) => string;
  /** The node behind an id; stale if it is gone, unknown if it was never given. */
  get: (id: string) => UiNode;
}

/**
 * Ids of elements: a node keeps its id for as long as its screen lasts and it has the same place in it, as a view on a phone
 * does. They look like the server's own: window and node, in hexadecimal.
 */
export function createElementRegistry(front: () => Screen): ElementRegistry {
  const numbers = new Map<string, number>();
  const given = new Set<string>();

  function take(): Snapshot {
    const screen = front();
    const ids = new Map<UiNode, string>();
    const parents = new Map<UiNode, UiNode>();
    const nodes: UiNode[] = [];
    const root = screen.build();

    function visit(node: UiNode, path: string): void {
      nodes.push(node);
      ids.set(node, idOf(screen.serial, path));
      const taken = new Map<string, number>();
      for (const child of node.children) {
        const nth = taken.get(child.key) ?? 0;
        taken.set(child.key, nth + 1);
        parents.set(child, node);
        visit(child, `${path}/${child.key}${nth === 0 ? '' : `#${nth}`}`);
      }
    }
    visit(root, '');

    return {
      root,
      nodes,
      idOf: (node) => ids.get(node) ?? '',
      parentOf: (node) => parents.get(node),
      byId: (id) => nodes.find((node) => ids.get(node) === id),
    };
  }

  function idOf(serial: number, path: string): string {
    const key = `${serial}${path}`;
    const number = numbers.get(key) ?? numbers.size + 1;
    numbers.set(key, number);
    const window = serial.toString(16).padStart(4, '0');

    return `00000000-0000-${window}-ffff-${number.toString(16).padStart(12, '0')}`;
  }

  return {
    take,
    give(snapshot, node) {
      const id = snapshot.idOf(node);
      given.add(id);

      return id;
    },
    get(id) {
      const node = take().byId(id);
      if (node) return node;
      if (given.has(id))
        throw new WireError('stale element reference', `The element '${id}' does not exist in DOM anymore`);

      throw new WireError(
        'no such element',
        `The element identified by '${id}' is not present in the cache or has expired. Try to find it again`,
      );
    },
  };
}
