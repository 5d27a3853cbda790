const dns = require('node:dns');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const { lookup } = dns;

/**
 * Loaded into a service: names under `.invalid` are this machine, unless a file of that name lies in `NO_SUCH_HOST`.
 * Then the system's own resolver is asked, and it knows none of them.
 */
dns.lookup = (name, options, callback) => {
  const known = name.endsWith('.invalid') && !existsSync(join(process.env.NO_SUCH_HOST, name));
  if (!known) return lookup(name, options, callback);
  const address = { address: '127.0.0.1', family: 4 };
  process.nextTick(() => (options.all ? callback(null, [address]) : callback(null, address.address, address.family)));
};
