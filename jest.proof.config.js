const base = require('./jest.config.js');

const SHORT = process.env.PROOF === 'short';

/**
 * The proof: the built service as a process of its own under kills and faults. Has its own commands because of its time;
 * `PROOF=short` runs a sample of each part.
 * @type {import('jest').Config}
 */
module.exports = {
  ...base,
  testRegex: '\\.proof\\.ts$',
  // A sample that hangs must not hang what it is part of.
  testTimeout: SHORT ? 300_000 : 3 * 3_600_000,
  reporters: ['default', '<rootDir>/test/proof/table-reporter.js'],
};
