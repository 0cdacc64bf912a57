import { badSelector } from './wire-error.ts';

/** `new UiSelector().text("a").instance(1)`: a constructor and its method calls. */
export interface Expression {
  constructorName: string;
  constructorArgs: Argument[];
  calls: Call[];
}
export interface Call {
  name: string;
  args: Argument[];
}
export type Argument = string | number | boolean | Expression;

/** Parses the Java-like expression of the `-android uiautomator` strategy. */
export function parseExpression(text: string): Expression {
  const reader = createReader(text);
  const expression = reader.expression();
  reader.end();

  return expression;
}

function createReader(text: string) {
  let at = 0;

  function fail(reason: string): never {
    throw badSelector(text, `${reason} at position ${at}`);
  }

  function match(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;

    return found;
  }

  const space = (): string | undefined => match(/\s*/y);
  const name = (): string => match(/[A-Za-z_]\w*/y) ?? fail('a name was expected');

  function expression(): Expression {
    space();
    match(/new\s+/y);
    match(/(?:android(?:x)?\.(?:[a-z]+\.)*)/y);
    const constructorName = name();
    const constructorArgs = args();
    const calls: Call[] = [];
    for (space(); match(/\.\s*/y) !== undefined; space()) calls.push({ name: name(), args: args() });

    return { constructorName, constructorArgs, calls };
  }

  function args(): Argument[] {
    space();
    if (match(/\(/y) === undefined) fail("'(' was expected");
    const found: Argument[] = [];
    space();
    while (match(/\)/y) === undefined) {
      if (found.length > 0 && match(/,/y) === undefined) fail("',' or ')' was expected");
      found.push(argument());
      space();
    }

    return found;
  }

  function argument(): Argument {
    space();
    const quoted = match(/"(?:[^"\\]|\\[\s\S])*"/y);
    if (quoted !== undefined) return unquote(quoted);
    const number = match(/-?\d+/y);
    if (number !== undefined) return Number(number);
    const truth = match(/(?:true|false)\b/y);
    if (truth !== undefined) return truth === 'true';

    return expression();
  }

  return {
    expression,
    end(): void {
      match(/[\s;]*/y);
      if (at < text.length) fail('unexpected characters');
    },
  };
}

/** Escapes of a Java string. */
function unquote(quoted: string): string {
  const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r' };

  return quoted
    .slice(1, -1)
    .replaceAll(/\\([\s\S])/g, (_, character: string) => escapes[character] ?? character);
}
