import { parse } from '@swc/core';

/**
 * A node of the syntax tree of swc.
 * @typedef {{ type: string, [key: string]: unknown }} SyntaxNode
 */

const MUTABLE = /^(?:Map|Set|Array|\w*Array|Buffer)$/;
const WEAK = /^Weak(?:Map|Set)$/;
const MUTATORS = new Set(
  'set add delete clear push pop shift unshift splice sort reverse fill copyWithin write'.split(' '),
);
/** A regular expression with a position: whoever uses it sets the position first. */
const POSITION = 'lastIndex';

/**
 * What a module of a pure room keeps between calls, one phrase each: variables, caches keyed by objects, containers that
 * begin empty, and constants that a function changes.
 * @param {string} source TypeScript
 * @returns {Promise<string[]>}
 */
export async function moduleState(source) {
  /** @type {unknown} */
  const module = await parse(source, { syntax: 'typescript', target: 'es2022' });
  const body = list(node(module)?.body);
  const declarations = body
    .map((item) => (item.type === 'ExportDeclaration' ? node(item.declaration) : item))
    .filter((item) => item?.type === 'VariableDeclaration');
  const found = [];
  const names = new Set();
  for (const declaration of declarations)
    for (const each of list(declaration?.declarations)) {
      const name = nameOf(node(each.id)) ?? 'a pattern';
      names.add(name);
      if (declaration?.kind !== 'const') found.push(`${name} is a variable of the module`);
      else if (isCache(each)) found.push(`${name} is a container of the module that begins empty`);
    }
  const functions = body.filter((item) => !declarations.includes(item));
  for (const item of [...functions, ...declarations]) walk(item, { names, isInFunction: false, found });

  return [...new Set(found)];
}

/** @param {SyntaxNode} declarator */
function isCache(declarator) {
  const init = node(declarator.init);
  const annotation = JSON.stringify(node(declarator.id)?.typeAnnotation ?? null);
  if (!init) return false;
  const made = init.type === 'NewExpression' ? (nameOf(node(init.callee)) ?? '') : '';
  if (WEAK.test(made)) return true;
  if (/"readonly"|"Readonly/.test(annotation)) return false;
  if (init.type === 'ArrayExpression') return list(init.elements).length === 0;
  if (init.type === 'ObjectExpression') return list(init.properties).length === 0;
  if (!MUTABLE.test(made)) return false;
  const [first] = list(init.arguments).map((each) => node(each.expression));

  return first === undefined || first?.type === 'NumericLiteral' || first?.type === 'BinaryExpression';
}

/**
 * Finds changes of the module's constants inside functions.
 * @param {unknown} value
 * @param {{ names: ReadonlySet<string>, isInFunction: boolean, found: string[] }} scope
 */
function walk(value, scope) {
  if (Array.isArray(value)) for (const each of value) walk(each, scope);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const at = /** @type {SyntaxNode} */ (value);
  const isFunction = 'params' in at && ('body' in at || 'function' in at);
  const inner = isFunction
    ? {
        ...scope,
        isInFunction: true,
        names: new Set([...scope.names].filter((name) => !declares(at, name))),
      }
    : scope;
  if (inner.isInFunction) {
    const changed = changedName(at);
    if (changed !== undefined && inner.names.has(changed))
      inner.found.push(`${changed} is changed by a function`);
  }
  for (const key of Object.keys(at)) if (key !== 'span') walk(at[key], inner);
}

/**
 * The name of the object that an expression changes.
 * @param {SyntaxNode} at
 */
function changedName(at) {
  const target =
    at.type === 'AssignmentExpression'
      ? node(at.left)
      : at.type === 'UpdateExpression' || (at.type === 'UnaryExpression' && at.operator === 'delete')
        ? node(at.argument)
        : undefined;
  if (target?.type === 'MemberExpression' && nameOf(node(target.property)) !== POSITION)
    return nameOf(node(target.object));
  const callee = at.type === 'CallExpression' ? node(at.callee) : undefined;
  if (callee?.type === 'MemberExpression' && MUTATORS.has(nameOf(node(callee.property)) ?? ''))
    return nameOf(node(callee.object));

  return undefined;
}

/** @param {SyntaxNode | undefined} at */
function nameOf(at) {
  return at?.type === 'Identifier' && typeof at.value === 'string' ? at.value : undefined;
}

/**
 * Whether a function has a parameter or a variable of a name, so that the module's is not meant inside.
 * @param {SyntaxNode} at
 * @param {string} name
 */
function declares(at, name) {
  const parameters = JSON.stringify(at.params);
  const own = JSON.stringify(at.body ?? null);
  const binding = `"type":"Identifier","span":\\{[^}]*\\}[^{}]*"value":"${name.replaceAll('$', '\\$')}"`;

  return (
    new RegExp(binding).test(parameters) ||
    new RegExp(`"type":"VariableDeclarator","span":\\{[^}]*\\},"id":\\{${binding}`).test(own)
  );
}

/**
 * @param {unknown} value
 * @returns {SyntaxNode | undefined}
 */
function node(value) {
  return typeof value === 'object' && value !== null ? /** @type {SyntaxNode} */ (value) : undefined;
}

/**
 * @param {unknown} value
 * @returns {SyntaxNode[]}
 */
function list(value) {
  /** @type {unknown[]} */
  const values = Array.isArray(value) ? value : [];

  return values.flatMap((each) => node(each) ?? []);
}
