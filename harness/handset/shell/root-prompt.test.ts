import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBareShell } from '../../simulator/testing/bare-shell.ts';
import { awaitRoot } from './root-prompt.ts';
import { probeRoot } from './root.ts';
import { HandsetLost, ShellError, type ShellRunner } from './runner.ts';

describe('the prompt of a root manager', () => {
  const ANSWER_MS = 400;
  const PROMPT_MS = 50;
  /** What the user is told if the phone answers each request like this. */
  const said = async (answer: (request: number) => Promise<string>): Promise<string[]> => {
    const texts: string[] = [];
    let request = 0;
    const shell: ShellRunner = { run: async () => ({ stdout: await answer(++request), stderr: '' }) };
    const options = {
      say: (text: string) => void texts.push(text),
      answerMs: ANSWER_MS,
      promptMs: PROMPT_MS,
    };
    await awaitRoot(shell, 'su -c id', 'MAGISK', options);

    return texts;
  };

  it('is nothing to answer if root is granted already', async () => {
    assert.deepEqual(await said(async () => '0\n'), []);
  });

  it('is asked for again if it was missed once', async () => {
    const texts = await said(async (request) => {
      await sleep(2 * PROMPT_MS);
      return request === 1 ? '' : '0\n';
    });
    assert.equal(texts.length, 2);
    for (const text of texts) assert.match(text, /^answer the prompt on the phone within 0 s: allow root/);
  });

  it('is given up after a minute', async () => {
    const texts = await said(async () => {
      await sleep(2 * PROMPT_MS);
      return '';
    });
    assert.match(texts.at(-1) ?? '', /^root was not allowed/);
  });

  it('is given up if it never ends', async () => {
    const texts = await said(async () => {
      await sleep(ANSWER_MS + 10);
      throw new HandsetLost('su', 'timed out');
    });
    assert.match(texts.at(-1) ?? '', /^root was not allowed/);
  });

  it('is not waited for if the manager refuses at once', async () => {
    const texts = await said(async () => {
      throw new ShellError({ command: 'su', exitCode: 13, stdout: '', stderr: 'Permission denied' });
    });
    assert.equal(texts.length, 1);
    assert.match(texts[0] ?? '', /^MAGISK refuses root .*com\.android\.shell/);
  });

  it('does not hide a lost phone', async () => {
    const lost = said(async () => {
      throw new HandsetLost('su', 'device offline');
    });
    await assert.rejects(lost, HandsetLost);
  });

  it('is missed and then answered on the simulated handset, which is rooted only with the wait', async function () {
    this.timeout(20_000);
    const phone = () => {
      const shell = createBareShell({ su: 'magisk', suPrompt: true });
      const runner: ShellRunner = {
        run: async (command) => {
          const { code, ...output } = await shell.run(command);
          if (code !== 0) throw new ShellError({ command, exitCode: code, ...output });

          return output;
        },
      };

      return { shell, runner };
    };
    const texts: string[] = [];
    const [asked, notAsked] = [phone(), phone()];
    const say = (text: string) => void texts.push(text);
    const dialects = await Promise.all([probeRoot(asked.runner, { say }), probeRoot(notAsked.runner)]);
    asked.shell.stop();
    notAsked.shell.stop();
    assert.equal(dialects[0], 'managed-global');
    assert.equal(texts.length, 2);
    assert.match(texts[0] ?? '', /^answer the prompt on the phone within 60 s/);
    assert.notEqual(dialects[1], 'managed-global', 'the missed prompt counts as a refusal');
  });
});
