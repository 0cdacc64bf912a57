import assert from 'node:assert/strict';
import { startProgressLine } from './progress-line.ts';

describe('a line of progress', () => {
  const made = (isTTY: boolean, columns = 80) => {
    const written: string[] = [];
    let ms = 0;
    const out = { isTTY, columns, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
    const line = startProgressLine(out, () => ms);

    return {
      written,
      show: (text: string, after = 1_000) => ((ms += after), line.show(text)),
      clear: line.clear,
    };
  };

  it('is replaced by the next one, and leaves nothing behind', () => {
    const { written, show, clear } = made(true);
    show('one');
    show('two');
    clear();
    assert.deepEqual(written, ['\r\u001b[Kone', '\r\u001b[Ktwo', '\r\u001b[K']);
  });

  it('is not written for short work, and then needs no removal', () => {
    const { written, show, clear } = made(true);
    show('one', 100);
    clear();
    assert.deepEqual(written, []);
  });

  it('is not written where stderr is no terminal', () => {
    const { written, show } = made(false);
    show('one');
    assert.deepEqual(written, []);
  });

  it('never wraps, and contains no control characters', () => {
    const { written, show } = made(true, 10);
    show('a\u001b[2Jbcdefghijkl');
    assert.deepEqual(written, ['\r\u001b[Ka·[2Jbcde']);
  });
});
