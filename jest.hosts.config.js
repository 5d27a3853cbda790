const base = require('./jest.config.js');

/**
 * Nest applications of others with our package in them. Has a command of its own because it installs them from the
 * registry.
 * @type {import('jest').Config}
 */
module.exports = { ...base, testRegex: '\\.hosts\\.ts$', testTimeout: 600_000 };
