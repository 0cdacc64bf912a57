import assert from 'node:assert/strict';
import { asSentence, fixed, html, joined, lines, shortened } from './html.ts';

describe('html', () => {
  it('escapes texts, in content and in attributes', () => {
    assert.equal(
      html`<p title="${'"><b>'}">${'<i> & \' "'}</p>`.text,
      '<p title="&quot;&gt;&lt;b&gt;">&lt;i&gt; &amp; &#39; &quot;</p>',
    );
  });

  it('replaces control and format characters', () => {
    assert.equal(html`${'a\u202eb\u0000c\u001b[31m\nd'}`.text, 'a·b·c·[31m·d');
  });

  it('keeps markup and lists of parts, and gives nothing for what is absent', () => {
    assert.equal(
      html`${html`<b>1</b>`}${['<', 2, [fixed('<hr>')]]}${undefined}${null}${false}`.text,
      '<b>1</b>&lt;2<hr>',
    );
  });
});

describe('lines', () => {
  it('keeps line ends only', () => {
    assert.equal(html`${lines('a\r\nb\rc\u0007\u202e<')}`.text, 'a\nb\nc··&lt;');
  });
});

describe('joined', () => {
  it('puts markup between parts', () => {
    assert.equal(html`${joined(['a', 'b', '<'], html`<br>`)}`.text, 'a<br>b<br>&lt;');
  });
});

describe('shortened', () => {
  it('gives the length of a text that it shortens', () => {
    assert.equal(shortened('abc', 3), 'abc');
    assert.equal(shortened('x'.repeat(1_000_000), 2), 'xx\u2026 (1000000 characters)');
  });
});

describe('asSentence', () => {
  it('ends with a full stop, and begins with a capital letter unless with a release', () => {
    assert.equal(asSentence('no verdict'), 'No verdict.');
    assert.equal(asSentence('mint@3.4.0 sent x.'), 'mint@3.4.0 sent x.');
  });
});
