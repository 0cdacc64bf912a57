import type { Screen } from '../screens/screen.ts';
import type { UiNode } from '../screens/node.ts';
import { WireError } from './wire-error.ts';

/** The UI tree at one moment; each node has the id that clients use. */
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
  /** Gives a node an id for clients. */
  give: (snapshot: Snapshot, node: UiNode) => string;
  /** The node of an id. Throws for a stale or unknown id. */
  get: (id: string) => UiNode;
}

/**
 * Ids of elements. As a view on a phone, a node keeps its id while its screen exists and it has the same place in it. Ids have
 * the server's format: window and node, in hexadecimal.
 */
export function createElementRegistry(front: () => Screen): ElementRegistry {
  const numbers = new Map<string, number>();
  const givenIds = new Set<string>();

  function take(): Snapshot {
    const screen = front();
    const ids = new Map<UiNode, string>();
    const parents = new Map<UiNode, UiNode>();
    const nodes: UiNode[] = [];
    const root = screen.build();

    function visit(node: UiNode, path: string): void {
      nodes.push(node);
      ids.set(node, idOf(screen.serial, path));
      const pathCounts = new Map<string, number>();
      for (const child of node.children) {
        const nth = pathCounts.get(child.key) ?? 0;
        pathCounts.set(child.key, nth + 1);
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
      givenIds.add(id);

      return id;
    },
    get(id) {
      const node = take().byId(id);
      if (node) return node;
      if (givenIds.has(id))
        throw new WireError('stale element reference', `The element '${id}' does not exist in DOM anymore`);

      throw new WireError(
        'no such element',
        `The element identified by '${id}' is not present in the cache or has expired. Try to find it again`,
      );
    },
  };
}
