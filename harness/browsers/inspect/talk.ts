import { describeElement, type ScreenElement } from './elements.ts';

/** The conversation with the user. */
export interface Talk {
  say(text: string): void;
  /** Asks a question and resolves to the answer, trimmed; an empty answer accepts the suggestion. */
  ask(question: string): Promise<string>;
}

export type Choice =
  | { kind: 'element'; element: ScreenElement }
  | { kind: 'accept' }
  /** A word of `words`. */
  | { kind: 'word'; word: string };

/**
 * Lists elements and asks for one, by its number or by its text, description or id. Asks again after an answer that fits none.
 * @param words other answers that are allowed, such as `skip`
 */
export async function chooseElement(
  talk: Talk,
  question: string,
  elements: readonly ScreenElement[],
  words: readonly string[],
): Promise<Choice> {
  talk.say(elements.map((element, at) => `  ${at + 1}  ${describeElement(element)}`).join('\n'));
  for (;;) {
    const answer = await talk.ask(`${question} [number, text or id; ${words.join(', ')}]`);
    if (answer === '') return { kind: 'accept' };
    if (words.includes(answer)) return { kind: 'word', word: answer };
    const element = elements[Number(answer) - 1] ?? elements.find((each) => isCalled(each, answer));
    if (element) return { kind: 'element', element };
    talk.say(`  '${answer}' is none of these elements.`);
  }
}

/** Asks until the answer is one of the words. */
export async function chooseWord<W extends string>(
  talk: Talk,
  question: string,
  words: readonly W[],
): Promise<W> {
  for (;;) {
    const answer = await talk.ask(`${question} [${words.join(', ')}]`);
    const word = words.find((each) => each === answer);
    if (word !== undefined) return word;
    talk.say(`  '${answer}' is none of ${words.join(', ')}.`);
  }
}

function isCalled({ id, text, desc }: ScreenElement, name: string): boolean {
  return text === name || desc === name || id === name || id.endsWith(`:id/${name}`);
}
