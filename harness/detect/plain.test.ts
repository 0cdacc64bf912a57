import assert from 'node:assert/strict';
import { isPlain } from './plain.ts';

describe('plain text', () => {
  const plain = [
    'page load event start',
    'https://www.gardenriver.com/stone/weather?ref=city',
    'Mozilla compatible, Linux; U; Android',
    "Don't miss it: offers end today! (See inside)",
    'jo@mail.example, ann@mail.example',
    'com.android.browser.BrowserActivity',
    'A PDF of 2024 pages',
  ];
  for (const text of plain) it(`is: ${text}`, () => assert.equal(isPlain(text, 12), true));

  const other = [
    ['base64', 'aHR0cHM6Ly9rM3g5bTJxN3c0dHouZXhhbXBsZS8='],
    ['base85 of UTF-16', "!,DRY!&agc!,DRT!-&!W!&jn'!+GqH"],
    ['base85 of UTF-16, with signs of other kinds', '!,DQo!,MWk!,)@F!+u:N!+c-f!,MXU'],
    ['Z85 of UTF-16', 'yxd@Dv/QxDv/QPJw=MSEv/QYMw=MVF'],
    ['base85 without a change of case', 'CNF?&1,:XGD.,21'],
    ['a rare word', 'stone k3x9m2q7w4tz river'],
    ['percent', 'https%3A%2F%2Fgarden'],
  ];
  for (const [name, text = ''] of other) it(`is not: ${name}`, () => assert.equal(isPlain(text, 12), false));
});
