/** Jest's TypeScript transformer: esbuild strips the types, line numbers stay right. */
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { transformSync, version } = require('esbuild');

const options = {
  loader: 'ts',
  format: 'esm',
  target: 'node22',
  sourcemap: 'inline',
  sourcesContent: true,
};
const self = createHash('sha256').update(readFileSync(__filename)).update(version).digest('hex');

module.exports = {
  process: (source, path) => ({
    code: transformSync(source, { ...options, sourcefile: path }).code,
  }),
  getCacheKey: (source, path) =>
    createHash('sha256').update([self, path, source].join('\0')).digest('hex').slice(0, 32),
};
