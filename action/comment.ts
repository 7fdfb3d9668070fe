import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import type { Env } from './runner.js';

const event = z.object({ pull_request: z.object({ number: z.int() }) });
const comments = z.array(
  z.object({
    id: z.int(),
    body: z.optional(z.nullable(z.string())),
    user: z.optional(z.nullable(z.object({ type: z.optional(z.string()) }))),
    author_association: z.optional(z.string()),
  }),
);

/** Who has a say in the repository, and may be whose token the comments are written with. */
const INSIDERS = ['OWNER', 'MEMBER', 'COLLABORATOR'];

/** GitHub refuses longer ones. */
const LONGEST = 65_536;
const PAGE = 100;
const MOST_PAGES = 20;

/**
 * Writes a comment of the pull request that the run is for, or brings the one it has written before up to date.
 * @param about the file, and the zone if only a part of it is planned: each has a comment of its own
 * @param options.onlyUpdate writes none if there is none before
 * @throws Error where the run is for no pull request, or GitHub refuses it
 */
export async function comment(
  env: Env,
  token: string,
  about: string,
  text: string,
  { onlyUpdate = false }: { onlyUpdate?: boolean } = {},
): Promise<void> {
  const { GITHUB_API_URL: api = 'https://api.github.com', GITHUB_REPOSITORY: repository } = env;
  const issue = `${api}/repos/${repository}/issues/${pullRequest(env)}/comments`;
  // A comment in HTML ends at --; a file may be called so.
  const marker = `<!-- exo-di plan ${about.replaceAll('-', '&#45;')} -->`;
  const body = clipped(`${marker}\n${text}`);
  const before = await find(issue, token, marker);
  if (before !== undefined)
    await ask('PATCH', `${api}/repos/${repository}/issues/comments/${before}`, token, { body });
  else if (!onlyUpdate) await ask('POST', issue, token, { body });
}

function pullRequest({ GITHUB_EVENT_PATH: path }: Env): number {
  const parsed = event.safeParse(JSON.parse(path ? readFileSync(path, 'utf8') : '{}'));
  if (!parsed.success) throw new Error('this run is for no pull request');
  return parsed.data.pull_request.number;
}

async function find(url: string, token: string, marker: string): Promise<number | undefined> {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer = await ask('GET', `${url}?per_page=${PAGE}&page=${page}`, token);
    const found = comments.safeParse(await answer.json().catch(() => undefined)).data;
    if (!found) throw new Error('GitHub answered with something other than a list of comments');
    // Whoever has written a comment may change it afterwards: a stranger's that begins like ours is left alone.
    const ours = found.find(
      ({ body, user, author_association: association = '' }) =>
        body?.startsWith(marker) && (user?.type === 'Bot' || INSIDERS.includes(association)),
    );
    if (ours) return ours.id;
    if (found.length < PAGE) return undefined;
  }
  return undefined;
}

/** @throws Error where GitHub cannot be reached or refuses */
async function ask(method: string, url: string, token: string, body?: object): Promise<Response> {
  const response = await fetch(url, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'exo-di',
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(30_000),
  }).catch((error: unknown) => {
    const { cause = error } = error instanceof Error ? error : {};
    throw new Error(
      `GitHub was not reached at ${new URL(url).host}: ${cause instanceof Error ? cause.message : cause}`,
    );
  });
  if (response.ok) return response;
  const may = response.status === 403 || response.status === 404;
  const hint = may ? '; the job needs the permission pull-requests: write' : '';
  throw new Error(`GitHub answered HTTP ${response.status}${hint}`);
}

const clipped = (text: string) =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 40)}\n\n… it is longer than this`;
