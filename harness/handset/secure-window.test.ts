import assert from 'node:assert/strict';
import { secureFlagIn } from './secure-window.ts';

const window = (
  number: number,
  title: string,
  flags: string,
): string => `  Window #${number} Window{3f2a1b u0 ${title}}:
    mDisplayId=0 mSession=Session{1 2:u0a10101} mClient=android.os.BinderProxy@5e1
    mAttrs={(0,0)(fillxfill) sim={adjust=resize} ty=BASE_APPLICATION fmt=TRANSLUCENT wanim=0x103046a
      fl=${flags}
      pfl=FORCE_DRAW_STATUS_BAR_BACKGROUND}
`;
const PLAIN = 'LAYOUT_IN_SCREEN LAYOUT_INSET_DECOR SPLIT_TOUCH';
const SECURE = 'LAYOUT_IN_SCREEN SECURE SPLIT_TOUCH';

describe('secureFlagIn', () => {
  const dumps: [what: string, dump: string, secure: boolean | null][] = [
    ['a secure window', window(0, 'a.b/a.b.Main', SECURE), true],
    ['a window that is not secure', window(0, 'a.b/a.b.Main', PLAIN), false],
    [
      "another app's secure window",
      window(0, 'c.d/c.d.Main', SECURE) + window(1, 'a.b/a.b.Main', PLAIN),
      false,
    ],
    ['a package whose name begins like it', window(0, 'a.bc/a.bc.Main', SECURE), null],
    ['the topmost of two windows', window(0, 'a.b/a.b.Tab', SECURE) + window(1, 'a.b/a.b.Main', PLAIN), true],
    ['flags as a number', window(0, 'a.b/a.b.Main', '#81810100'), null],
    ['no window', '', null],
  ];
  for (const [what, dump, secure] of dumps)
    it(`reads ${String(secure)} from ${what}`, () => {
      assert.equal(secureFlagIn(`WINDOW MANAGER WINDOWS (dumpsys window windows)\n${dump}`, 'a.b'), secure);
    });
});
