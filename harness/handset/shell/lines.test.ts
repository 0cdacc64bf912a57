import assert from 'node:assert/strict';
import { cutText, joinLines } from './lines.ts';
import { quote } from './quote.ts';

describe('shell lines', () => {
  it('have as many commands as fit in 4 KB with their quotes', () => {
    const commands = Array.from({ length: 300 }, (_, at) => `echo 'it is number ${at}'`);
    const joined = joinLines(commands, '&&');
    assert.ok(joined.length > 1 && joined.length < 10, `${joined.length} lines`);
    for (const line of joined) assert.ok(quote(['su', '0', 'sh', '-c', line]).length < 4096);
    assert.deepEqual(
      joined.flatMap((line) => line.split(' && ')),
      commands,
    );
    assert.deepEqual(joinLines(['a', 'b'], ';'), ['a; b']);
    assert.deepEqual(joinLines([], ';'), []);
  });

  it('keep a command that is too long for a line alone', () => {
    const long = 'x'.repeat(5000);
    assert.deepEqual(joinLines(['a', long, 'b'], '&&'), ['a', long, 'b']);
  });

  it('cut a text without losing a character', () => {
    for (const text of ['', 'a', "'".repeat(5000), 'ä漢😀'.repeat(900)]) {
      const cut = cutText(text);
      assert.equal(cut.join(''), text);
      for (const piece of cut) assert.ok(Buffer.byteLength(quote([piece])) < 4096);
    }
  });
});
