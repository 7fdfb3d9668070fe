import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { comment } from '../../action/comment.js';
import { closesAtEnd } from '../helpers/closing.js';
import { ownFolder } from '../helpers/folder.js';
import { listen } from '../helpers/network.js';

/* The comments of a pull request, in a GitHub of its own. That the action writes them is tested in `action.test.ts`. */

interface Comment {
  id: number;
  body: string;
  user: { type: string };
  author_association: string;
}
const STRANGER = { user: { type: 'User' }, author_association: 'NONE' };
const BOT = { user: { type: 'Bot' }, author_association: 'NONE' };
const PLANNED = '<!-- exo-di plan inference.yaml -->';
const COMMENTS = '/repos/owner/name/issues/12/comments';

const comments: Comment[] = [];
const asked: string[] = [];
let answer: { status: number; text: string } | undefined;
beforeEach(() => {
  comments.length = 0;
  asked.length = 0;
  answer = undefined;
});

const opened = closesAtEnd();
const github = await opened(
  listen(
    createServer(async (request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      let text = '';
      for await (const chunk of request) text += chunk;
      if (answer) return response.writeHead(answer.status).end(answer.text);
      const { body } = text ? JSON.parse(text) : { body: '' };
      if (request.method === 'POST') comments.push({ id: comments.length + 7, body, ...BOT });
      const [, id] = /comments\/(\d+)$/.exec(request.url ?? '') ?? [];
      for (const one of comments) if (String(one.id) === id) one.body = body;
      // What answers to a comment that was written is not looked at.
      return response.end(request.method === 'GET' ? JSON.stringify(comments) : '<html>');
    }),
  ),
);

const event = join(ownFolder(), 'event.json');
writeFileSync(event, '{"pull_request":{"number":12}}');

/** Writes the comment of a plan. */
const commented = (
  text: string,
  {
    about = 'inference.yaml',
    port = github.port,
    ...options
  }: { about?: string; port?: number; onlyUpdate?: boolean } = {},
) =>
  comment(
    { GITHUB_API_URL: `http://127.0.0.1:${port}`, GITHUB_REPOSITORY: 'owner/name', GITHUB_EVENT_PATH: event },
    'gh-token',
    about,
    text,
    options,
  );

test('one comment, which the next plan updates; not a stranger’s', async () => {
  comments.push({ id: 7, body: `${PLANNED}\nAll is well.`, ...STRANGER });
  await commented('the first plan');
  await commented('the second plan');
  expect(asked).toEqual([
    `GET ${COMMENTS}?per_page=100&page=1 Bearer gh-token`,
    `POST ${COMMENTS} Bearer gh-token`,
    `GET ${COMMENTS}?per_page=100&page=1 Bearer gh-token`,
    'PATCH /repos/owner/name/issues/comments/8 Bearer gh-token',
  ]);
  expect(comments.map(({ body }) => body)).toEqual([
    `${PLANNED}\nAll is well.`,
    `${PLANNED}\nthe second plan`,
  ]);
});

test('the comment that the token of a member has written is updated', async () => {
  comments.push({ id: 30, body: PLANNED, user: { type: 'User' }, author_association: 'MEMBER' });
  await commented('the plan');
  expect(asked.at(-1)).toBe('PATCH /repos/owner/name/issues/comments/30 Bearer gh-token');
});

test('each zone that is planned on its own has a comment', async () => {
  await commented('of all zones');
  await commented('of one zone', { about: 'inference.yaml in at-vie-2' });
  expect(comments.map(({ body }) => body)).toEqual([
    `${PLANNED}\nof all zones`,
    '<!-- exo-di plan inference.yaml in at&#45;vie&#45;2 -->\nof one zone',
  ]);
});

test('that a plan has failed replaces an earlier one, and is no comment of its own', async () => {
  await commented('not known', { onlyUpdate: true });
  expect(asked).toEqual([`GET ${COMMENTS}?per_page=100&page=1 Bearer gh-token`]);
  await commented('the plan');
  await commented('not known', { onlyUpdate: true });
  expect(comments.map(({ body }) => body)).toEqual([`${PLANNED}\nnot known`]);
});

test.each([
  [403, '{}', 'GitHub answered HTTP 403; the job needs the permission pull-requests: write'],
  [200, '<html>', 'GitHub answered with something other than a list of comments'],
  [200, '{"message":"Moved"}', 'GitHub answered with something other than a list of comments'],
])('HTTP %d %s: it cannot be written', async (status, text, message) => {
  answer = { status, text };
  await expect(commented('the plan')).rejects.toThrow(new Error(message));
});

test('GitHub cannot be reached', async () => {
  await expect(commented('the plan', { port: 2 })).rejects.toThrow(
    'GitHub was not reached at 127.0.0.1:2: connect ECONNREFUSED',
  );
});
