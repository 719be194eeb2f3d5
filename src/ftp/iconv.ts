/** All charsets but UTF-8, with their tables: a chunk of its own, loaded only for a site that has one (see `esbuild.config.mjs`). */

export { decode, encode, encodingExists } from 'iconv-lite'
