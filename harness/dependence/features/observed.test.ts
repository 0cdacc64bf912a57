import assert from 'node:assert/strict';
import { bodyFields } from '../fields/read-fields.ts';
import type { Message } from '../message.ts';
import { observe } from './observed.ts';

const messageOf = (body: object, block: number): Message => ({
  block,
  host: 'h.test',
  site: 'h.test',
  method: 'POST',
  segments: ['v1'],
  fields: bodyFields('body', Buffer.from(JSON.stringify(body)), '', []),
  bytes: 0,
  afterVisitMs: undefined,
  afterMessageMs: undefined,
});
const valuesAt = (messages: readonly Message[], path: string) =>
  observe(messages).map(({ fields }) =>
    fields.filter((field) => field.path === path).map(({ value }) => value),
  );

describe('the fields of messages', () => {
  it('are listed again for elements that were not sent before, if a queue is sent again', () => {
    const queue = [
      { id: 1, page: 'a' },
      { id: 2, page: 'b' },
      { id: 3, page: 'a' },
    ];
    const messages = queue.map((_, at) => messageOf({ events: queue.slice(0, at + 1) }, at));
    assert.deepEqual(valuesAt(messages, 'body > json:$.events[].page'), [['a'], ['a', 'b'], ['a', 'b', 'a']]);
    assert.deepEqual(valuesAt(messages, 'body > json:$.events[].page (new)'), [['a'], ['b'], ['a']]);
  });

  it('are not listed again if every element is new', () => {
    const messages = [1, 2, 3].map((id) => messageOf({ events: [{ id }] }, id));
    assert.deepEqual(valuesAt(messages, 'body > json:$.events[].id (new)'), [[], [], []]);
  });

  it('have `*` for names that only one block has', () => {
    const messages = ['8f3a', '91bc', '02aa'].map((name, at) => messageOf({ [name]: { page: at } }, at));
    assert.deepEqual(valuesAt(messages, 'body > json:$.*.page'), [['0'], ['1'], ['2']]);
  });
});
