import assert from 'node:assert/strict';
import { UNKNOWN_UID } from '../model/uid.ts';
import { controlPaths, type PathControl } from './path-control.ts';
import { fakePhone, shellError } from './testing/fake-phone.ts';

const PATH = { url: 'http://heartbeat.invalid/0123abcd', proxyPort: 8080 };

describe('controlPaths', () => {
  const control = async (answer: (number: string) => string, uid = 10_123): Promise<PathControl[]> => {
    const fake = fakePhone();
    fake.intercept = (line) => answer(/\?(\d+) HTTP/.exec(line)?.[1] ?? '');
    const controls = await controlPaths(fake.phone, [uid], PATH);
    assert.match(fake.lines[0] ?? '', uid === UNKNOWN_UID ? /^su 99999 / : /^su 10123 /);

    return controls;
  };
  const reply = (body: string): string => `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

  const answers: [string, (number: string) => string, number, PathControl['reached']][] = [
    ['at its own port', (number) => reply(`beat ${number}\nport of UID 10123\n`), 10_123, 'own'],
    ['of an unknown UID at its port', (number) => reply(`beat ${number}\nport of UID -1\n`), -1, 'own'],
    ['at the common port', (number) => reply(`beat ${number}\n`), 10_123, 'other'],
    ['at the port of another UID', (number) => reply(`beat ${number}\nport of UID 10124\n`), 10_123, 'other'],
    ['that is the answer to another request', () => reply('beat 99\nport of UID 10123\n'), 10_123, 'none'],
  ];
  for (const [name, answer, uid, reached] of answers)
    it(`reports an answer ${name} as '${reached}'`, async () =>
      assert.equal((await control(answer, uid))[0]?.reached, reached));

  it('reports what the phone printed if there is no answer', async () =>
    assert.deepEqual(
      await control(() => {
        throw shellError('nc', 1, 'nc: connect: Operation not permitted');
      }),
      [{ uid: 10_123, reached: 'none', printed: 'nc: connect: Operation not permitted' }],
    ));
});
