// Lint of the interface: the recommended rules, and the walls of docs/ARCHITECTURE.md.
import svelte from 'eslint-plugin-svelte'
import ts from 'typescript-eslint'
import svelteConfig from './svelte.config.js'

/** What a folder may not import, and why. */
const wall = (files, patterns, ignores = []) => ({ files, ignores, rules: { 'no-restricted-imports': ['error', { patterns }] } })

const shell = { group: ['@tauri-apps/*'], message: 'Only src/backend talks to the shell.' }
const features = { group: ['$/features/*', '**/features/*', '**/features/**'], message: 'The editor knows no features; hand it a callback.' }
const desk = { group: ['$/features/*', '$/features/**', '$/editor/*', '$/editor/**'], message: 'Components are dumb: they know neither features nor the editor.' }

export default ts.config(
  { ignores: ['dist/', 'node_modules/', 'src/backend/bindings.ts'] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  {
    rules: {
      'no-undef': 'off', // TypeScript knows better.
      'no-eval': 'error',
      'no-implied-eval': 'error',
      // None of the window's DOM is built from strings.
      'no-restricted-properties': ['error', ...['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map((property) => ({ property, message: 'Build nodes, not markup.' }))],
      'svelte/no-at-html-tags': 'error',
      'svelte/require-each-key': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-unused-expressions': 'off',
      // svelte-check sees which ignores are used; a Map that never changes need not be reactive.
      'svelte/no-unused-svelte-ignore': 'off',
      'svelte/prefer-svelte-reactivity': 'off',
      'svelte/no-useless-mustaches': 'off',
      // The editor's nodes are ProseMirror's and the comparison's, put into a host element.
      'svelte/no-dom-manipulating': 'off',
    },
  },
  wall(['src/**/*.{ts,svelte}'], [shell], ['src/backend/**', 'src/editor/**', 'src/components/**']),
  wall(['src/editor/**/*.{ts,svelte}'], [shell, features]),
  wall(['src/components/**/*.{ts,svelte}'], [shell, desk]),
)
