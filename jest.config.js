const { availableParallelism } = require('node:os');

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test', '<rootDir>/examples'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  // Nothing waits so long but on a machine that is busy with other things four times over: a test waits for a condition.
  testTimeout: 300_000,
  // Most of the time is spent waiting for services: more workers than cores, which no percentage says.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  // Hosts are installed and built by a command of their own.
  modulePathIgnorePatterns: ['<rootDir>/test/hosts/[^/]+/'],
  testRegex: '\\.(spec|e2e-spec)\\.ts$',
  moduleFileExtensions: ['js', 'json', 'ts'],
  // Sources import './x.js'; Jest has to find x.ts.
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // The examples import the package by its name, as a host does.
    '^cauri$': '<rootDir>/src/index.ts',
    '^cauri/testing$': '<rootDir>/src/testing/index.ts',
  },
  transform: {
    '^.+\\.(t|j)s$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  // Nest 12 and uuidv7 are ES modules; before Node 24.9 Jest cannot require() them untransformed.
  transformIgnorePatterns: ['/node_modules/(?!(@nestjs|uuidv7)/)'],
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts', '!src/main.ts'],
};
