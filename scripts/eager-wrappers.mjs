import { parseAst } from 'rollup/parseAst';

/** `const x = wrapper((exports, module) => { … })`: how esbuild bundles a CommonJS module. */
function wrappedBy({ init }) {
  const [inner, ...more] = init?.type === 'CallExpression' ? init.arguments : [];
  const wrapped = inner?.type === 'ArrowFunctionExpression' && inner.body.type === 'BlockStatement';
  return wrapped && !inner.async && more.length === 0 ? [inner] : [];
}

/**
 * V8 reads over a function that is not called at once and reads it again when it is called. The wrappers of CommonJS
 * modules are as long as the modules and are all called: as functions in parentheses they are compiled at once.
 */
export const eagerWrappers = {
  name: 'eager-wrappers',
  renderChunk(code) {
    const wrappers = parseAst(code, { allowReturnOutsideFunction: true })
      .body.flatMap((statement) => (statement.type === 'VariableDeclaration' ? statement.declarations : []))
      .flatMap(wrappedBy);
    // From the end, so that positions before it stay true.
    return wrappers.reverse().reduce((text, { start, end, params, body }) => {
      const names = params.map((param) => text.slice(param.start, param.end)).join(',');
      return `${text.slice(0, start)}(function(${names})${text.slice(body.start, body.end)})${text.slice(end)}`;
    }, code);
  },
};
