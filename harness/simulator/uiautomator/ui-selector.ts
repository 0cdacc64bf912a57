import { type UiNode, walk } from '../screens/node.ts';
import type { Argument, Call, Expression } from './expression.ts';
import type { Snapshot } from './snapshot.ts';
import { badSelector } from './wire-error.ts';

/** The nodes that a UiSelector matches, in document order; below `scope` if given. */
export function selectNodes(
  selector: Expression,
  snapshot: Snapshot,
  scope: UiNode | undefined,
  source: string,
): UiNode[] {
  if (selector.constructorName !== 'UiSelector')
    throw badSelector(source, `'${selector.constructorName}' is not a UiSelector`);
  let found = scope ? [...walk(scope)].slice(1) : [...snapshot.nodes];
  let instance: number | undefined;
  for (const call of selector.calls) {
    if (call.name === 'instance') instance = Number(call.args[0]);
    else found = narrow(found, call, snapshot, source);
  }
  if (instance === undefined) return found;
  const match = found[instance];

  return match ? [match] : [];
}

function narrow(found: UiNode[], call: Call, snapshot: Snapshot, source: string): UiNode[] {
  const [argument] = call.args;
  const test = tests[call.name];
  if (test && argument !== undefined) {
    const passes = test(argument, source);

    return found.filter((node) => passes(node, snapshot));
  }
  if (call.name === 'childSelector' || call.name === 'fromParent')
    return unique(
      found.flatMap((node) => below(node, call, snapshot, source)),
      snapshot,
    );

  throw badSelector(
    source,
    `the simulated handset's UiSelector has no method \`${call.name}\` for this number of arguments: ${call.args.length}`,
  );
}

function below(node: UiNode, { name, args }: Call, snapshot: Snapshot, source: string): UiNode[] {
  const [selector] = args;
  if (typeof selector !== 'object') throw badSelector(source, `${name} takes a UiSelector`);
  const scope = name === 'childSelector' ? node : snapshot.parentOf(node);

  return scope ? selectNodes(selector, snapshot, scope, source) : [];
}

function unique(nodes: UiNode[], snapshot: Snapshot): UiNode[] {
  const nodeSet = new Set(nodes);

  return snapshot.nodes.filter((node) => nodeSet.has(node));
}

type Test = (node: UiNode, snapshot: Snapshot) => boolean;

const tests: Record<string, (argument: Argument, source: string) => Test> = {
  ...textTests('text', (node) => node.text),
  ...textTests('description', (node) => node.desc),
  ...exactTests('resourceId', (node) => node.id),
  ...exactTests('className', (node) => node.class),
  ...exactTests('packageName', (node) => node.package),
  checkable: flag((node) => node.checkable),
  checked: flag((node) => node.checked),
  clickable: flag((node) => node.clickable),
  enabled: flag((node) => node.enabled),
  focusable: flag((node) => node.focusable),
  focused: flag((node) => node.focused),
  longClickable: flag(() => false),
  scrollable: flag((node) => node.scrollable),
  selected: flag((node) => node.selected),
  index: (argument) => (node, snapshot) =>
    (snapshot.parentOf(node)?.children.indexOf(node) ?? 0) === Number(argument),
};

/** `text`, `textContains`, `textStartsWith` and `textMatches`; `Contains` and `StartsWith` ignore case, as in AOSP's UiSelector. */
function textTests(name: string, of: (node: UiNode) => string): typeof tests {
  return {
    ...exactTests(name, of),
    [`${name}Contains`]: (argument, source) => (node) =>
      of(node).toLowerCase().includes(textOf(argument, source).toLowerCase()),
    [`${name}StartsWith`]: (argument, source) => (node) =>
      of(node).toLowerCase().startsWith(textOf(argument, source).toLowerCase()),
  };
}

function exactTests(name: string, of: (node: UiNode) => string): typeof tests {
  return {
    [name]: (argument, source) => (node) => of(node) === textOf(argument, source),
    [`${name}Matches`]: (argument, source) => {
      const pattern = javaPattern(textOf(argument, source), source);

      return (node) => pattern.test(of(node));
    },
  };
}

function flag(of: (node: UiNode) => boolean): (argument: Argument) => Test {
  return (argument) => (node) => of(node) === argument;
}

function textOf(argument: Argument, source: string): string {
  if (typeof argument !== 'string')
    throw badSelector(source, `the argument must be a string, not a ${typeof argument}`);

  return argument;
}

/** A Java regular expression that must match the whole text; leading flags such as `(?i)` are supported. */
function javaPattern(pattern: string, source: string): RegExp {
  const [, flags = '', body = ''] = /^(?:\(\?([ismu]+)\))?([\s\S]*)$/.exec(pattern) ?? [];
  try {
    return new RegExp(`^(?:${body})$`, flags.replace('u', ''));
  } catch (error) {
    throw badSelector(source, String(error));
  }
}
