import { cpSync } from 'node:fs';

export default {
  title: 'exo-di',
  description: 'The command line for Exoscale Dedicated Inference',
  lang: 'en',
  cleanUrls: true,
  // What is generated from the tree of commands shows placeholders such as <name> as they are.
  markdown: { html: false },
  // Files beside pages, which pages link to, lie beside them on the site too.
  buildEnd({ srcDir, outDir }) {
    for (const name of ['examples', 'inference-file.schema.json'])
      cpSync(`${srcDir}/${name}`, `${outDir}/${name}`, {
        recursive: true,
        filter: (from) => !from.endsWith('.md'),
      });
  },
  ignoreDeadLinks: [/action\/README$/, /Jenkinsfile$/, /Dockerfile$/],
  themeConfig: {
    search: { provider: 'local' },
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
          { text: 'Coming from exo', link: '/guide/from-exo' },
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
      { text: 'The sandbox', link: '/sandbox' },
      { text: 'Files of desired state', link: '/examples/README' },
      { text: 'Every command', link: '/reference' },
      { text: 'exo-di/client', link: '/reference/client' },
    ],
  },
};
