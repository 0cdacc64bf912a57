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
/** The position of a regular expression: each use sets it first. */
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
  const body = asNodes(asNode(module)?.body);
  const declarations = body
    .map((item) => (item.type === 'ExportDeclaration' ? asNode(item.declaration) : item))
    .filter((item) => item?.type === 'VariableDeclaration');
  const found = [];
  const names = new Set();
  for (const declaration of declarations)
    for (const item of asNodes(declaration?.declarations)) {
      const name = nameOf(asNode(item.id)) ?? 'a pattern';
      names.add(name);
      if (declaration?.kind !== 'const') found.push(`${name} is a module-level variable`);
      else if (isCache(item)) found.push(`${name} is a module-level container that starts empty`);
    }
  const functions = body.filter((item) => !declarations.includes(item));
  for (const item of [...functions, ...declarations]) walk(item, { names, isInFunction: false, found });

  return [...new Set(found)];
}

/** @param {SyntaxNode} declarator */
function isCache(declarator) {
  const init = asNode(declarator.init);
  const annotation = JSON.stringify(asNode(declarator.id)?.typeAnnotation ?? null);
  if (!init) return false;
  const className = init.type === 'NewExpression' ? (nameOf(asNode(init.callee)) ?? '') : '';
  if (WEAK.test(className)) return true;
  if (/"readonly"|"Readonly/.test(annotation)) return false;
  if (init.type === 'ArrayExpression') return asNodes(init.elements).length === 0;
  if (init.type === 'ObjectExpression') return asNodes(init.properties).length === 0;
  if (!MUTABLE.test(className)) return false;
  const [first] = asNodes(init.arguments).map((item) => asNode(item.expression));

  return first === undefined || first?.type === 'NumericLiteral' || first?.type === 'BinaryExpression';
}

/**
 * Finds changes of the module's constants inside functions.
 * @param {unknown} value
 * @param {{ names: ReadonlySet<string>, isInFunction: boolean, found: string[] }} scope
 */
function walk(value, scope) {
  if (Array.isArray(value)) for (const item of value) walk(item, scope);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const syntax = /** @type {SyntaxNode} */ (value);
  const isFunction = 'params' in syntax && ('body' in syntax || 'function' in syntax);
  const inner = isFunction
    ? {
        ...scope,
        isInFunction: true,
        names: new Set([...scope.names].filter((name) => !declares(syntax, name))),
      }
    : scope;
  if (inner.isInFunction) {
    const changed = changedName(syntax);
    if (changed !== undefined && inner.names.has(changed))
      inner.found.push(`a function changes the module-level constant ${changed}`);
  }
  for (const key of Object.keys(syntax)) if (key !== 'span') walk(syntax[key], inner);
}

/**
 * The name of the object that an expression changes.
 * @param {SyntaxNode} syntax
 */
function changedName(syntax) {
  const target =
    syntax.type === 'AssignmentExpression'
      ? asNode(syntax.left)
      : syntax.type === 'UpdateExpression' ||
          (syntax.type === 'UnaryExpression' && syntax.operator === 'delete')
        ? asNode(syntax.argument)
        : undefined;
  if (target?.type === 'MemberExpression' && nameOf(asNode(target.property)) !== POSITION)
    return nameOf(asNode(target.object));
  const callee = syntax.type === 'CallExpression' ? asNode(syntax.callee) : undefined;
  if (callee?.type === 'MemberExpression' && MUTATORS.has(nameOf(asNode(callee.property)) ?? ''))
    return nameOf(asNode(callee.object));

  return undefined;
}

/** @param {SyntaxNode | undefined} syntax */
function nameOf(syntax) {
  return syntax?.type === 'Identifier' && typeof syntax.value === 'string' ? syntax.value : undefined;
}

/**
 * Whether a function has a parameter or a variable of a name, which hides the module's inside.
 * @param {SyntaxNode} syntax
 * @param {string} name
 */
function declares(syntax, name) {
  const parameters = JSON.stringify(syntax.params);
  const functionBody = JSON.stringify(syntax.body ?? null);
  const binding = `"type":"Identifier","span":\\{[^}]*\\}[^{}]*"value":"${name.replaceAll('$', '\\$')}"`;

  return (
    new RegExp(binding).test(parameters) ||
    new RegExp(`"type":"VariableDeclarator","span":\\{[^}]*\\},"id":\\{${binding}`).test(functionBody)
  );
}

/**
 * @param {unknown} value
 * @returns {SyntaxNode | undefined}
 */
function asNode(value) {
  return typeof value === 'object' && value !== null ? /** @type {SyntaxNode} */ (value) : undefined;
}

/**
 * @param {unknown} value
 * @returns {SyntaxNode[]}
 */
function asNodes(value) {
  /** @type {unknown[]} */
  const values = Array.isArray(value) ? value : [];

  return values.flatMap((item) => asNode(item) ?? []);
}
