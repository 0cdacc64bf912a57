import { marked, type Token, type Tokens } from 'marked';

/** Types of all tokens, with the number of rows and cells of tables. */
export function shapeOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token) => {
    const children = 'tokens' in token && token.tokens ? shapeOf(token.tokens) : [];
    if (token.type === 'list')
      return ['list', ...(token as Tokens.List).items.flatMap(({ tokens: each }) => shapeOf(each))];
    if (token.type === 'table') {
      const { header, rows } = token as Tokens.Table;

      return [
        `table ${rows.length}x${header.length}`,
        ...rows.flat().flatMap(({ tokens: each }) => shapeOf(each)),
      ];
    }

    return [token.type, ...children];
  });
}

/** The same without inline text and code, whose number depends on how many words of a text could be links. */
export function markdownStructureOf(markdown: string): string[] {
  return shapeOf(marked.lexer(markdown)).filter(
    (type) => !['text', 'codespan', 'escape', 'space'].includes(type),
  );
}
