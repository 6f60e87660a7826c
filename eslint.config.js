import js from '@eslint/js';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';

/** Under a strict CSP the host page blocks these, so the widget may not use them. */
const CSP_RULES = {
  'no-restricted-imports': [
    'error',
    {
      paths: [
        { name: 'lit/directives/style-map.js', message: 'A strict CSP blocks its first render.' },
        { name: 'lit/directives/unsafe-html.js', message: 'Customers’ text must stay text.' },
        { name: 'lit/directives/unsafe-svg.js', message: 'Customers’ text must stay text.' },
        {
          name: 'zod',
          message: 'zod must not enter the widget; import types from backend/contract.',
        },
      ],
    },
  ],
  'no-restricted-syntax': [
    'error',
    {
      selector:
        'TaggedTemplateExpression[tag.name="html"] TemplateElement[value.raw=/<style|\\sstyle=/]',
      message:
        'A strict CSP blocks <style> and style= in templates; use static styles and classes.',
    },
    {
      selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]',
      message: 'Customers’ text must stay text.',
    },
    {
      selector: 'MemberExpression[object.name="localStorage"][property.name=/token/i]',
      message: 'Tokens never go to localStorage.',
    },
  ],
};

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'data/', 'coverage/', 'test-results/'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['backend/**/*.ts', 'demo/**/*.ts', 'test/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false } },
      ],
    },
  },
  {
    // Programs that talk to the person at the terminal.
    files: [
      'backend/server.ts',
      'backend/cli.ts',
      'backend/cli/**',
      'backend/run-until-signal.ts',
      'demo/server.ts',
      'test/bench/**',
      'test/faults/run.ts',
      'test/faults/support/figures-reporter.ts',
      // Its console lines are written in the page and read by the test.
      'test/support/browser.ts',
      '*.mjs',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
      },
    },
  },
  {
    files: ['demo/phone/**/*.js', 'demo/signup-dialog/**/*.js'],
    languageOptions: {
      globals: {
        document: 'readonly',
        window: 'readonly',
        fetch: 'readonly',
        EventSource: 'readonly',
        location: 'readonly',
        history: 'readonly',
        Intl: 'readonly',
        sessionStorage: 'readonly',
        FormData: 'readonly',
        URL: 'readonly',
        addEventListener: 'readonly',
        clearInterval: 'readonly',
        removeEventListener: 'readonly',
        setInterval: 'readonly',
        URLSearchParams: 'readonly',
      },
    },
  },
  {
    files: ['widget/**/*.ts'],
    ...lit.configs['flat/recommended'],
  },
  {
    files: ['widget/**/*.ts'],
    plugins: { wc, 'lit-a11y': litA11y },
    rules: {
      ...wc.configs.recommended?.rules,
      ...litA11y.configs.recommended?.rules,
      ...CSP_RULES,
    },
  },
  {
    files: ['widget/**/*.test.ts'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off' },
  },
);
