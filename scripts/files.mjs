// Bundles the program into a few CommonJS files, so that a start reads little more than it needs. esbuild splits ES
// modules wherever one is imported dynamically, into hundreds of pieces, and each file costs a start about half a
// millisecond. This script joins the pieces to a few files.
import { basename } from 'node:path';
import * as esbuild from 'esbuild';

/**
 * Bundles the program.
 * @param files in this order: `name`, and the sources that the file `begins` with (a folder ends with /). A piece is in
 * the first file whose beginnings import it; a piece that none imports is in the last file. All of a file runs when it
 * is loaded; if it is `inParts`, a piece runs when it is asked for. The first file exports what its only beginning
 * exports.
 * @param options esbuild's
 * @returns the paths of all sources, including those of packages
 */
export async function bundleInto(files, { outdir, ...options }) {
  const [{ begins }] = files;
  const { outputFiles, metafile } = await esbuild.build({
    ...options,
    entryPoints: begins,
    outdir,
    format: 'esm',
    splitting: true,
    write: false,
    metafile: true,
  });
  const pieces = new Map();
  for (const [path, { imports, exports, inputs, entryPoint }] of Object.entries(metafile.outputs)) {
    const links = imports.filter(({ external }) => !external);
    pieces.set(basename(path), {
      sources: [entryPoint, ...Object.keys(inputs)],
      isEntry: begins.includes(entryPoint),
      exports,
      imports: links.map(({ path: to, kind }) => ({ to: basename(to), kind })),
    });
  }
  for (const { path, text } of outputFiles) pieces.get(basename(path)).text = text;
  place(pieces, files);
  await Promise.all(
    files.map((file) => write(file, pieces, { ...options, outfile: `${outdir}/${file.name}.cjs` })),
  );
  return Object.keys(metafile.inputs);
}

/** Assigns each piece to a file. */
function place(pieces, files) {
  const put = (piece, file) => {
    if (piece.file) return;
    piece.file = file;
    for (const { to, kind } of piece.imports) if (kind !== 'dynamic-import') put(pieces.get(to), file);
  };
  for (const file of files) {
    for (const begin of file.begins) {
      const isBeginning = (source = '') =>
        begin.endsWith('/') ? source.startsWith(begin) : source === begin;
      const found = [...pieces.values()].filter(({ sources }) => sources.some(isBeginning));
      if (found.length === 0) throw new Error(`${file.name} begins with ${begin}, and nothing imports that`);
      for (const piece of found) put(piece, file);
    }
  }
  for (const piece of pieces.values()) put(piece, files.at(-1));
}

/** Bundles the pieces of a file. A piece that other files need is exported under the piece's name. */
async function write(file, pieces, { plugins: _, define: __, ...options }) {
  const isHere = (name, kind) =>
    pieces.get(name).file === file && (file.inParts || kind !== 'dynamic-import');
  const offered = new Set();
  for (const piece of pieces.values())
    for (const { to, kind } of piece.imports)
      if (pieces.get(to).file === file && (piece.file !== file || !isHere(to, kind))) offered.add(to);
  const lines = [...offered].map((name, n) =>
    file.inParts ? `exports['${name}'] = () => require('./${name}');` : offer(name, pieces.get(name), n),
  );
  const begin = [...pieces.keys()].find((name) => pieces.get(name).isEntry && isHere(name));
  if (begin) lines.push(`import * as entry from './${begin}'; Object.assign(exports, entry);`);
  await esbuild.build({
    ...options,
    stdin: { contents: lines.join('\n') },
    format: 'cjs',
    supported: { 'dynamic-import': false },
    plugins: [
      {
        name: 'pieces',
        setup(build) {
          build.onResolve({ filter: /^\.\// }, ({ path, namespace, kind }) => {
            const name = basename(path);
            if (namespace === 'elsewhere' || !pieces.has(name)) return { path, external: true };
            return { path: name, namespace: isHere(name, kind) ? 'here' : 'elsewhere' };
          });
          build.onLoad({ filter: /.*/, namespace: 'here' }, ({ path }) => ({
            contents: withLaterFiles(pieces.get(path).text, pieces, isHere),
          }));
          build.onLoad({ filter: /.*/, namespace: 'elsewhere' }, ({ path }) => ({
            contents: standIn(path, pieces.get(path)),
          }));
        },
      },
    ],
  });
}

/*
 * Between files, the names of a piece are passed one by one. If whole modules were passed, esbuild would give each of
 * their names a getter and copy them wherever they are used, which costs a start of `show` about 3 ms. Each name is
 * available at once, because files only need pieces of earlier files.
 */

/** The line with which a file offers a piece to other files. `n` keeps the names of different pieces apart. */
function offer(name, { exports }, n) {
  const names = (between) => exports.map((one) => `${one}${between}p${n}_${one}`).join(', ');
  return `import { ${names(' as ')} } from './${name}'; exports['${name}'] = () => ({ ${names(': ')} });`;
}

/** The code that takes what another file offers of a piece. */
const taken = (name, { file }) => `require('./${file.name}.cjs')['${name}']()`;

/** The code that stands in a file for a piece of another file. */
function standIn(name, { exports, file }) {
  const here = (one) => `its_${one}`;
  const names = exports.map((one) => `${one}: ${here(one)}`).join(', ');
  const again = exports.map((one) => `${here(one)} as ${one}`).join(', ');
  return `const { ${names} } = ${taken(name, { file })}; export { ${again} };`;
}

/**
 * Lets a piece load other files directly where it imports them dynamically. With a module that stands in for each, a
 * file would make an object with getters for everything that it may ever load: 3 % of the instructions of a TAB.
 */
function withLaterFiles(text, pieces, isHere) {
  return text.replace(/\bimport\("\.\/([^"]+)"\)/g, (asIs, name) =>
    !pieces.has(name) || isHere(name, 'dynamic-import')
      ? asIs
      : `Promise.resolve().then(() => ${taken(name, pieces.get(name))})`,
  );
}
