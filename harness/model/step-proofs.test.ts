import assert from 'node:assert/strict';
import { countCuesSeen, CUES_NEEDED } from './step-proofs.ts';

const cues = (...names: string[]) => names.map((name) => ({ name, seen: true }));

describe('countCuesSeen', () => {
  const counts: [names: string[], count: number][] = [
    [['toolbar', 'menu'], 2],
    [['secure-flag', 'page-text'], 2],
    [['tab-switcher', 'secure-flag', 'toolbar'], 3],
    [['page-marker', 'menu-item'], 2],
    [['toolbar', 'toolbar'], 1],
    [['toolbar', 'wallpaper'], 1],
    // A recording has either the older names or the newer ones.
    [['page-marker', 'toolbar', 'page-text'], 1],
    [['menu-item', 'menu'], 1],
  ];
  for (const [names, count] of counts)
    it(`counts ${count} in ${names.join(', ')}`, () => {
      assert.equal(countCuesSeen(cues(...names)), count);
    });

  it('does not count a cue that was not seen', () => {
    assert.equal(countCuesSeen([...cues('toolbar'), { name: 'menu', seen: false }]), 1);
    assert.equal(CUES_NEEDED, 2);
  });
});
