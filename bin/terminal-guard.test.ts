import assert from 'node:assert/strict';
import { guardTerminal } from './terminal-guard.mjs';

function written(isTTY: boolean, text: string): string {
  const chunks: string[] = [];
  const stream = { isTTY, write: (chunk: string | Uint8Array) => chunks.push(String(chunk)) > 0 };
  guardTerminal([stream]);
  stream.write(text);

  return chunks.join('');
}

describe('guardTerminal', () => {
  it('replaces control sequences, line ends that overwrite, and overrides of the direction', () =>
    assert.equal(
      written(true, 'a\u001b[2J\u001b]0;x\u0007\rb\u202Ec\u009b1Ad\u0008\n'),
      'a·[2J·]0;x··b·c·1Ad·\n',
    ));

  it('keeps colors, new lines, tabs, and a line of progress that is drawn again', () => {
    const text = '\r\u001b[K\u001b[1;31mleaks\u001b[39m\tclean\n\u001b[0m';
    assert.equal(written(true, text), text);
  });

  it('keeps what goes to a file or another program', () =>
    assert.equal(written(false, 'a\u001b[2J\u202E'), 'a\u001b[2J\u202E'));
});
