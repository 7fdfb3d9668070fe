// Bundles the program into a few CommonJS files, so that a start reads what it takes and little else. esbuild cuts ES
// modules into pieces wherever one is imported dynamically: hundreds, and each file costs a start about half a
// millisecond. Here the pieces are put together again, each into one of the files.
import { basename } from 'node:path';
import * as esbuild from 'esbuild';

/**
 * @param files in this order, `name` and the sources it `begins` with (a folder ends with /): a piece is in the first file
 *   whose beginnings import it, and what no file begins with is in the last. All of a file runs when it is loaded;
 *   where it is `inParts`, a piece runs when it is asked for. The first file exports what its one beginning exports.
 * @param options esbuild's
 * @returns the paths of all sources, those of packages included
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

/** Gives every piece its file. */
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

/** Bundles the pieces of a file. What another file asks it for, it exports under the piece's name. */
async function write(file, pieces, { plugins: _, define: __, ...options }) {
  const isHere = (name, kind) =>
    pieces.get(name).file === file && (file.inParts || kind !== 'dynamic-import');
  const asked = new Set();
  for (const piece of pieces.values())
    for (const { to, kind } of piece.imports)
      if (pieces.get(to).file === file && (piece.file !== file || !isHere(to, kind))) asked.add(to);
  const lines = [...asked].map((name, n) =>
    file.inParts ? `exports['${name}'] = () => require('./${name}');` : given(name, pieces.get(name), n),
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
            contents: pieces.get(path).text,
          }));
          build.onLoad({ filter: /.*/, namespace: 'elsewhere' }, ({ path }) => ({
            contents: taken(path, pieces.get(path)),
          }));
        },
      },
    ],
  });
}

/* From file to file names go one by one: as whole modules, esbuild gives each of their names a getter and copies those
   wherever they are asked for, which takes a start of `show` about 3 ms. They can be had at once, as files ask earlier ones only. */

/** What a file says that others may take a piece of it; `n` tells the names of one piece from those of another. */
function given(name, { exports }, n) {
  const names = (between) => exports.map((one) => `${one}${between}p${n}_${one}`).join(', ');
  return `import { ${names(' as ')} } from './${name}'; exports['${name}'] = () => ({ ${names(': ')} });`;
}

/** What stands in a file for a piece of another one. */
function taken(name, { exports, file }) {
  const here = (one) => `its_${one}`;
  const names = exports.map((one) => `${one}: ${here(one)}`).join(', ');
  const again = exports.map((one) => `${here(one)} as ${one}`).join(', ');
  return `const { ${names} } = require('./${file.name}.cjs')['${name}'](); export { ${again} };`;
}
