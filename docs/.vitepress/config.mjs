import { cpSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const DESCRIPTION = 'The command line for Exoscale Dedicated Inference';
const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = process.env;
/** Where files are read that lie outside of docs/; known where the site is built by the repository's own workflow. */
const repository = server && name ? `${server}/${name}/blob/main` : undefined;

/** Links to files outside of docs/ lead into the repository, or are words where that is not known. */
function linkOutside(md) {
  md.core.ruler.push('outside', ({ tokens, env }) => {
    for (const { children } of tokens) {
      const links = (children ?? []).filter(({ type }) => /^link_(?:open|close)$/.test(type));
      for (const [index, open] of links.entries()) {
        const href = open.attrGet('href');
        if (open.type !== 'link_open' || /^\w+:|^[#/]/.test(href)) continue;
        const path = posix.normalize(`docs/${posix.dirname(env.relativePath)}/${href}`);
        if (path.startsWith('docs/')) continue;
        if (repository) open.attrSet('href', `${repository}/${path}`);
        else for (const one of [open, links[index + 1]]) children.splice(children.indexOf(one), 1);
      }
    }
  });
}

/**
 * Words in code are not taken apart at their hyphens, unless they are as long as a phone is wide; and `{{` in it is not Vue's.
 */
function keepWords(md) {
  const inline = md.renderer.rules.code_inline;
  const kept = (word) => (word.length > 30 ? word : `<span class="word">${word}</span>`);
  md.renderer.rules.code_inline = (...args) =>
    inline(...args).replace(
      /<code([^>]*)>([^<]*)</,
      (_, attributes, text) => `<code v-pre${attributes}>${text.replace(/[^ ]*-[^ ]*/g, kept)}<`,
    );
}

/** What a page begins with, as search engines show it. */
function opening({ relativePath, frontmatter }, { siteConfig }) {
  const text = readFileSync(`${siteConfig.srcDir}/${relativePath}`, 'utf8');
  const [, first = ''] = /^# .*\n+((?:[\w`].*\n)*)/m.exec(text) ?? [];
  const said = (frontmatter.hero?.tagline ?? first)
    .replace(/`|\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/"([^"]*)"/g, '“$1”')
    .replace(/\s+/g, ' ')
    .trim();
  return said.length > 160 ? `${said.slice(0, 160).replace(/\W+\w*$/, '')} …` : said;
}

export default {
  title: 'exo-di',
  description: DESCRIPTION,
  lang: 'en',
  cleanUrls: true,
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: '/favicon.svg' }],
    ['style', {}, readFileSync(fileURLToPath(new URL('style.css', import.meta.url)), 'utf8')],
  ],
  markdown: {
    // What is generated from the tree of commands shows placeholders such as <name> as they are.
    html: false,
    config(md) {
      linkOutside(md);
      keepWords(md);
    },
  },
  transformPageData: (page, context) => ({ description: opening(page, context) || DESCRIPTION }),
  // Files beside pages, which pages link to, lie beside them on the site too.
  buildEnd({ srcDir, outDir }) {
    for (const name of ['examples', 'pictures', 'inference-file.schema.json'])
      cpSync(`${srcDir}/${name}`, `${outDir}/${name}`, {
        recursive: true,
        filter: (from) => !from.endsWith('.md'),
      });
  },
  ignoreDeadLinks: [/Jenkinsfile$/],
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    notFound: {
      title: 'There is no such page',
      quote: 'It may have moved: the search knows every page.',
      linkText: 'To the first page',
    },
    nav: [
      { text: 'Tutorial', link: '/tutorial' },
      { text: 'Guides', link: '/guide/nights' },
      { text: 'Reference', link: '/reference' },
    ],
    sidebar: [
      { text: 'Ten minutes in the sandbox', link: '/tutorial' },
      {
        text: 'Guides',
        items: [
          { text: 'In CI', link: '/guide/ci' },
          { text: 'Nights and weekends', link: '/guide/nights' },
          { text: 'The file of the desired state', link: '/guide/desired-state' },
          { text: 'With the load', link: '/guide/load' },
          { text: 'For one evening', link: '/guide/holds' },
          { text: 'Let traffic decide', link: '/guide/proxy' },
          { text: 'Which GPUs it needs', link: '/guide/fit' },
          { text: 'Why it does not start', link: '/guide/explain' },
          { text: 'Does it answer?', link: '/guide/answer' },
          { text: 'From a program', link: '/guide/programs' },
          { text: 'The API from a program', link: '/guide/client' },
          { text: 'What it costs an hour', link: '/guide/prices' },
          { text: 'Who, and what it cost', link: '/guide/account' },
          { text: 'Several accounts', link: '/guide/accounts' },
          { text: 'Behind a proxy', link: '/guide/network' },
          { text: 'Coming from exo', link: '/guide/from-exo' },
          { text: 'Coming from scripts', link: '/guide/scripts' },
        ],
      },
      {
        text: 'Why it is as it is',
        items: [
          { text: 'Created at most once', link: '/explanation/at-most-once' },
          { text: 'Levels, not edges', link: '/explanation/levels' },
          { text: 'When a change is done', link: '/explanation/done' },
          { text: 'What is protected', link: '/explanation/threat-model' },
          { text: 'What starting costs', link: '/explanation/start-up' },
        ],
      },
      {
        text: 'Look up',
        items: [
          { text: 'Every command', link: '/reference' },
          { text: 'Environment', link: '/reference#environment' },
          { text: 'Exit codes', link: '/reference#exit-codes' },
          { text: 'exo-di/client', link: '/reference/client' },
          { text: 'The sandbox', link: '/sandbox' },
          { text: 'Files of desired state', link: '/examples/README' },
          { text: 'Files for other CIs', link: '/examples/ci/README' },
        ],
      },
    ],
  },
};
