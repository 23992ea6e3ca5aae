import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import tseslint from 'typescript-eslint';
import { ownMembers } from './tools/eslint/own-members.mjs';

const specs = ['**/*.spec.ts', '**/*.fixture.ts'];

/** Who may import whom; the table of docs/architecture.md. */
const boundaries = [
  { sourceTag: 'scope:core', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'scope:backbones', onlyDependOnLibsWithTags: ['scope:core'] },
  { sourceTag: 'scope:locks', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'scope:engine', onlyDependOnLibsWithTags: ['scope:core', 'scope:locks'] },
  { sourceTag: 'scope:tracker', onlyDependOnLibsWithTags: ['scope:core', 'scope:locks'] },
  {
    sourceTag: 'scope:execution',
    onlyDependOnLibsWithTags: ['scope:core', 'scope:backbones', 'scope:locks', 'scope:engine'],
  },
  {
    sourceTag: 'scope:runner',
    onlyDependOnLibsWithTags: [
      'scope:core',
      'scope:backbones',
      'scope:locks',
      'scope:engine',
      'scope:execution',
      'scope:tracker',
    ],
  },
];

/** At the root one program for all, so that what packages share is read and checked once; in a package its own. */
const project = existsSync('tsconfig.spec.json') ? resolve('tsconfig.spec.json') : 'tsconfig.all.json';

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '**/.nx/**',
      '**/.thaw/**',
      'packages/runner/page/network.js',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          depConstraints: boundaries,
          banTransitiveDependencies: true,
          enforceBuildableLibDependency: false,
          // Commands load networks, the engine and decoders when they need them, so that `--help` need not; what computes imports it.
          checkDynamicDependenciesExceptions: ['@thaw/backbones', '@thaw/engine', '@thaw/execution/*'],
        },
      ],
      'max-lines': ['error', { max: 300 }],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // Rules that need types: what the compiler lets pass and bites at run time.
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // A table lookup that noUncheckedIndexedAccess cannot see is present says so with `!`.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-definitions': 'off',
      // A callback that has nothing to do is empty.
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    languageOptions: { parserOptions: { project, tsconfigRootDir: import.meta.dirname } },
  },
  {
    // A class, a column or a setting may be called as what every object inherits.
    files: ['packages/{core,backbones,locks,engine,execution,tracker,runner}/src/**/*.ts'],
    ignores: specs,
    plugins: { thaw: { rules: { 'own-members': ownMembers } } },
    rules: { 'thaw/own-members': 'error' },
  },
  {
    // Only the outermost files read the process's arguments and end it.
    files: ['packages/*/src/**/*.ts'],
    ignores: ['packages/*/src/**/main.ts', 'packages/runner/src/cli/shell.ts', ...specs],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'argv', message: 'Only a main.ts reads argv.' },
        { object: 'process', property: 'exit', message: 'Only a main.ts and cli/shell.ts exit.' },
      ],
    },
  },
  {
    // A thread that reads weights loads them, and is waited for.
    files: ['packages/backbones/src/{networks,weights}/**/*.ts'],
    ignores: specs,
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@thaw/core',
              message: 'Take it from @thaw/core/graph, which is light.',
              allowTypeImports: true,
            },
          ],
        },
      ],
    },
  },
  {
    // core is pure: no files, no processes, no network, no clock, no TensorFlow, no Nx.
    files: ['packages/core/src/**/*.ts'],
    ignores: specs,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'node:crypto',
              allowImportNames: ['hash'],
              message: 'core is pure: of cryptography it takes hash alone, which is a function of its text.',
            },
            {
              name: 'node:module',
              allowImportNames: ['createRequire'],
              message: 'core is pure: what it may do is load a package when it is needed.',
            },
          ],
          patterns: [
            {
              regex: '^node:(?!(crypto|module)$)',
              message: 'core is pure; take what is read as a value or through a port.',
            },
            { regex: '^@tensorflow/', message: 'core knows no tensors; that is the engine.' },
            { regex: '^(@nx/|nx$|nx/)', message: 'core knows no Nx; that is the runner.' },
          ],
        },
      ],
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'core is pure; take it as a parameter.' },
        { name: 'fetch', message: 'core is pure; no network.' },
        { name: 'performance', message: 'core has no clock.' },
        { name: 'setTimeout', message: 'core has no clock.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Use seededRandom.' },
        { object: 'Date', property: 'now', message: 'core has no clock.' },
      ],
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
        AbortController: 'readonly',
      },
    },
  },
  prettier,
);
