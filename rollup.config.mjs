import { rmSync } from 'node:fs';
import replace from '@rollup/plugin-replace';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import { minifyTemplateLiterals } from 'rollup-plugin-minify-template-literals';

/**
 * Builds the widget: `chasqui.js` is the small loader a page asks for, `chunks/` what it fetches
 * when it is opened. Chunks are imported by relative address, so they come from wherever the script
 * came from; they carry a hash and may be cached for ever.
 */

/**
 * Under Trusted Types a policy's name is taken once per page. Lit's own name would clash with a
 * second Lit on the host page, so ours is renamed; the build fails if there is nothing to rename.
 */
function ownTrustedTypesPolicy() {
  let renamed = 0;
  return {
    name: 'own-trusted-types-policy',
    buildStart() {
      renamed = 0;
    },
    transform(code, id) {
      if (!/\/lit-html\//.test(id)) return null;
      const pattern = /createPolicy\((["'])lit-html\1/g;
      if (!pattern.test(code)) return null;
      renamed += 1;
      return { code: code.replace(pattern, 'createPolicy("chasqui-lit"'), map: null };
    },
    buildEnd(error) {
      if (!error && renamed !== 1) {
        this.error(`Expected one Trusted Types policy of lit-html to rename, found ${renamed}.`);
      }
    },
  };
}

/** Chunks of earlier builds would pile up beside the new ones and be published with them. */
function withoutOldChunks() {
  return {
    name: 'without-old-chunks',
    generateBundle({ dir }) {
      // While watching, a page that is open may still want them.
      if (!this.meta.watchMode) rmSync(`${dir}/chunks`, { recursive: true, force: true });
    },
  };
}

/** Spaces between words and tags are part of what people read; `/>` is part of SVG. */
const minifyOptions = {
  conservativeCollapse: true,
  keepClosingSlash: true,
  minifyJS: false,
  removeEmptyAttributes: false,
};

export default {
  input: { chasqui: 'widget/index.ts' },
  output: {
    dir: 'dist/widget',
    format: 'es',
    entryFileNames: '[name].js',
    // `chasqui.js` itself only points at the launcher's chunk, which can then be cached for ever.
    chunkFileNames: ({ name }) => `chunks/${name === 'index' ? 'launcher' : name}-[hash].js`,
    sourcemap: true,
  },
  plugins: [
    nodeResolve({ exportConditions: ['browser', 'production', 'default'] }),
    replace({ preventAssignment: true, 'process.env.NODE_ENV': JSON.stringify('production') }),
    ownTrustedTypesPolicy(),
    withoutOldChunks(),
    minifyTemplateLiterals({
      include: ['widget/**/*.ts'],
      options: { minifyOptions },
      failOnError: true,
    }),
    esbuild({ target: 'es2022', tsconfig: 'tsconfig.json' }),
    terser({ module: true, ecma: 2020, compress: { passes: 2 }, mangle: true }),
  ],
};
