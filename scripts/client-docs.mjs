// Writes docs/reference/client.md from the declarations of exo-di/client: what is said of each, and each as it is declared.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeTypes } from './types.mjs';

/** In this order: what a program makes, what it gets and gives, what goes wrong, what else there is. */
const PARTS = [
  ['The client', /^ExoscaleClient|^ExoscaleZone$|Options$|^Creation$/],
  [
    'What the service has',
    /^(?:ApiKey|CreatedApiKey|Deployment|DeploymentEntry|EngineParameter|InstanceType|LogEntry|Model|Operation|Organization|Quota)$/,
  ],
  ['What is sent', /Request$/],
  ['What goes wrong', /Error$|^FailureFacts$/],
  ['Transport and time', /./],
];

/** The text of the page. @param declarations of dist/client.d.ts */
export function clientReference(declarations) {
  const exported = [...declarations.matchAll(/^export (?:type )?\{ (.*) \};$/gm)].flatMap(([, names]) =>
    names.split(', '),
  );
  const found = [
    ...declarations.matchAll(
      /((?:^\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?)^(?:declare )?(?:type (\w+) =[^;]*;$|(?:class|interface) (\w+)[\s\S]*?^\}$)/gm,
    ),
  ]
    .map(([whole, doc, type, other]) => ({
      name: type ?? other,
      said: textOf(doc),
      code: whole
        .slice(doc.length)
        .replace(/^declare /, '')
        .replace(/^ *#private;\n/m, ''),
    }))
    .filter(({ name }) => exported.includes(name));
  const left = new Set(found);
  const sections = PARTS.flatMap(([title, names]) => {
    // HttpRequest is no request of the API.
    const own = [...left].filter(
      ({ name }) => names.test(name) && (title === 'Transport and time' || !/^(?:Http|Transport)/.test(name)),
    );
    for (const one of own) left.delete(one);
    return [
      `## ${title}`,
      ...own.flatMap(({ name, said, code }) => [`### ${name}`, said, `\`\`\`ts\n${code}\n\`\`\``]),
    ];
  });
  return `${[
    '# exo-di/client',
    'Every class and type of the client for programs, as it is declared. Written by `npm run docs`; do not edit. How it is used: [the API from a program](../guide/client.md).',
    ...sections,
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

/** What a comment says, without its stars. */
const textOf = (doc) =>
  doc
    .replace(/^\/\*\* ?|\s*\*\/\s*$/g, '')
    .replace(/^ \* ?/gm, '')
    .trim();

/** Writes the page, from the sources as they are. */
export async function writeClientReference(path = 'docs/reference/client.md') {
  const types = `node_modules/.cache/exo-di-client-${process.pid}.d.ts`;
  try {
    await writeTypes(types);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, clientReference(readFileSync(types, 'utf8')));
  } finally {
    rmSync(types, { force: true });
  }
}
