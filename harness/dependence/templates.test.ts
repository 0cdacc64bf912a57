import assert from 'node:assert/strict';
import type { Message } from './message.ts';
import { templatesOf } from './templates.ts';

const messages = (paths: readonly string[]): Message[] =>
  paths.map((path, block) => ({
    block,
    host: 'h.test',
    site: 'h.test',
    method: 'GET',
    segments: path.split('/').slice(1),
    fields: [],
    bytes: 0,
    afterVisitMs: undefined,
    afterMessageMs: undefined,
  }));

describe('the template of a request', () => {
  it('keeps names and leaves out what is new each time', () => {
    const paths = ['/v1/u/8f3a/log', '/v1/u/91bc/log', '/v1/u/02aa/log', '/v1/config'];
    assert.deepEqual(templatesOf(messages(paths)), [
      'GET /v1/u/*/log',
      'GET /v1/u/*/log',
      'GET /v1/u/*/log',
      'GET /v1/config',
    ]);
  });

  it('keeps a few names that come again', () => {
    const paths = ['/a', '/b', '/a', '/b', '/c', '/c'];
    assert.deepEqual(
      templatesOf(messages(paths)),
      paths.map((path) => `GET ${path}`),
    );
  });

  it('does not depend on the order of messages', () => {
    const paths = ['/x/1', '/x/2', '/y/3', '/x/1'];
    assert.deepEqual(templatesOf(messages(paths.toReversed())).sort(), templatesOf(messages(paths)).sort());
  });
});
