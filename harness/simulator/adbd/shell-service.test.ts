import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ShellRunner, shellService } from './shell-service.ts';
import { AdbStream } from './stream.ts';

/** Runs a service for a client that acknowledges each packet some milliseconds late; resolves to what it sent. */
async function answerOf(options: string[], run: ShellRunner): Promise<Buffer> {
  const sent: Buffer[] = [];
  const closed = new Promise<void>((resolve) => {
    const stream: AdbStream = new AdbStream({
      send(payload) {
        sent.push(payload);
        void sleep(5).then(() => stream.acknowledged());
      },
      acknowledge: () => undefined,
      close: resolve,
      maxPayload: 4096,
    });
    shellService('a line', options, run)(stream);
  });
  await closed;

  return Buffer.concat(sent);
}

describe('the shell service of adbd', () => {
  const printsParts: ShellRunner = async (_script, { stdout, stderr }) => {
    for (const part of ['one ', 'two ', 'three']) stdout.write(part);
    stderr.write('no');

    return 7;
  };
  const endsItsOutput: ShellRunner = async (_script, { stdout }) => {
    for (const part of ['one ', 'two ', 'three']) stdout.write(part);
    stdout.end();

    return 0;
  };

  it('sends all output before the exit code, to a client that is slower than the command', async () => {
    const answer = await answerOf(['v2', 'raw'], printsParts);
    assert.equal(answer.at(-1), 7);
    for (const part of ['one ', 'two ', 'three', 'no']) assert.ok(answer.includes(part), part);
    assert.equal(answer.lastIndexOf(Buffer.from([3, 1, 0, 0, 0, 7])), answer.length - 6);
  });

  for (const options of [['v2', 'raw'], []])
    it(`sends all output of a command that ends it, with the options '${options.join(',')}'`, async () => {
      const answer = await answerOf(options, endsItsOutput);
      for (const part of ['one ', 'two ', 'three']) assert.ok(answer.includes(part), part);
    });
});
