// Writes dist/client.d.ts: all types of exo-di/client in one file that needs no other package. It joins the
// declarations that the compiler makes of src/client and of what it imports. The types of the API's objects, which are
// inferred from schemas, are written from the schemas themselves.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withBundled } from './bundled.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const folder = `node_modules/.cache/exo-di-types-${process.pid}`;

/** Writes a schema of zod as a type. Throws for a kind of schema that no object of the API has had so far. */
function typeOf({ _zod: { def } }) {
  switch (def.type) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'unknown':
      return def.type;
    case 'int':
      return 'number';
    case 'literal':
      return def.values.map((value) => JSON.stringify(value)).join(' | ');
    case 'enum':
      return Object.values(def.entries)
        .map((value) => JSON.stringify(value))
        .join(' | ');
    case 'optional':
      return `${typeOf(def.innerType).replace(/ \| undefined$/, '')} | undefined`;
    case 'array': {
      const element = typeOf(def.element);
      return /[|{ ]/.test(element) && !element.startsWith('{') ? `(${element})[]` : `${element}[]`;
    }
    case 'union':
      return def.options.map(typeOf).join(' | ');
    // A pipe has the type of its output. The only one that ends in a transformation makes a list of names.
    case 'pipe':
      return def.out._zod.def.type === 'transform' ? 'string[]' : typeOf(def.out);
    case 'object':
      return members(def);
    default:
      throw new Error(`scripts/types.mjs does not know how to write ${def.type}`);
  }
}

function members({ shape, catchall }) {
  const lines = Object.entries(shape).map(([name, schema]) => {
    const key = /^\w+$/.test(name) ? name : `'${name}'`;
    return `${key}${schema._zod.def.type === 'optional' ? '?' : ''}: ${typeOf(schema)};`;
  });
  const open = catchall?._zod.def.type === 'unknown' ? ['[key: string]: unknown;'] : [];
  return `{\n${[...lines, ...open].join('\n').replace(/^/gm, '  ')}\n}`;
}

/** The types that a file of schemas exports as `export type X = z.infer<…>`, with the docstrings of their schemas. */
const wireTypes = (path) =>
  withBundled(path, (schemas) => {
    const text = readFileSync(path, 'utf8');
    const types = text.matchAll(/export type (\w+) = z\.infer<(?:ReturnType<)?typeof (\w+)>/g);
    return [...types].map(([, type, name]) => {
      const made = schemas[name];
      const schema = typeof made === 'function' && !made._zod ? made() : made;
      const docstring =
        new RegExp(`(/\\*\\*(?:(?!\\*/)[^])*\\*/)\\nexport const ${name}\\b`).exec(text)?.[1] ?? '';
      return `${docstring}\ninterface ${type} ${typeOf(schema)}`.trim();
    });
  });

/** The declarations of a file that the compiler has written, without imports and exports. */
function declarations(path) {
  const text = readFileSync(path, 'utf8')
    .replace(/^import [^;]*;\n/gm, '')
    .replace(/^export (?:type )?\{[^}]*\}(?: from '[^']*')?;\n?/gm, '')
    .replace(/^export \* from [^;]*;\n/gm, '')
    .replace(/^export declare /gm, 'declare ')
    .replace(/^export /gm, '');
  return text.trim();
}

/** The files that such a file imports or exports from, in order. */
const importsOf = (path) =>
  [...readFileSync(path, 'utf8').matchAll(/ from '(\.[^']+)\.js'/g)].map(([, to]) =>
    posix.join(posix.dirname(path), `${to}.d.ts`),
  );

/** The names that a file exports: those of classes, and those that are only types. */
function exported(path) {
  const names = { values: [], types: [] };
  const text = readFileSync(path, 'utf8');
  for (const [, only, list] of text.matchAll(/^export (type )?\{([^}]*)\}/gm)) {
    for (const each of list
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean)) {
      const name = each.replace(/^type /, '');
      names[only || name !== each ? 'types' : 'values'].push(name);
    }
  }
  for (const [, to] of text.matchAll(/^export \* from '\.\/([^']+)\.js'/gm)) {
    const all = readFileSync(posix.join(posix.dirname(path), `${to}.d.ts`), 'utf8');
    for (const [, kind, name] of all.matchAll(/^export (?:declare )?(class|interface|type) (\w+)/gm))
      names[kind === 'class' ? 'values' : 'types'].push(name);
  }
  return names;
}

/** Writes the declarations of exo-di/client to a file. */
export async function writeTypes(outfile) {
  try {
    const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json', '--outDir', folder];
    execFileSync(process.execPath, tsc, { stdio: ['ignore', 2, 2] });
    const index = posix.join(folder, 'client/index.d.ts');
    const found = [];
    const follow = (path) => {
      if (found.includes(path)) return;
      found.push(path);
      for (const next of importsOf(path)) follow(next);
    };
    follow(index);
    const parts = [];
    for (const path of found.filter((each) => each !== index)) {
      const source = path.replace(`${folder}/`, 'src/').replace(/\.d\.ts$/, '.ts');
      if (source.startsWith('src/schemas/')) parts.push(...(await wireTypes(source)));
      else parts.push(declarations(path));
    }
    const { values, types } = exported(index);
    const list = (names) => `{ ${[...new Set(names)].sort().join(', ')} };`;
    const text = `${parts.join('\n\n')}\n\nexport ${list(values)}\nexport type ${list(types)}\n`;
    writeFileSync(outfile, text);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await writeTypes(process.argv[2] ?? 'dist/client.d.ts');
