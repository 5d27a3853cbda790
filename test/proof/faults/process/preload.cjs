/**
 * Loaded into the service by `NODE_OPTIONS=--require`: does to its process what a machine, an operator or another
 * process could do. By its environment: `CLOCK_SKEW_MS`, and `BOOT_KILLS`, starts that are killed after so many
 * milliseconds before this one goes on. By message: `stallMs`, `pragma` on the SQLite database, `fileSize` as a limit.
 */
const { execFileSync, spawnSync } = require('node:child_process');
const Module = require('node:module');

const { CLOCK_SKEW_MS = '0', BOOT_KILLS = '', NODE_OPTIONS, ...environment } = process.env;

for (const pause of BOOT_KILLS.split(',').filter(Boolean)) {
  spawnSync(process.execPath, [process.argv[1]], {
    env: environment,
    timeout: Number(pause),
    killSignal: 'SIGKILL',
    stdio: 'ignore',
  });
}

const { now } = Date;
Date.now = () => now() + Number(CLOCK_SKEW_MS);

const databases = [];
const load = Module._load;
Module._load = (request, ...rest) => {
  const loaded = Reflect.apply(load, Module, [request, ...rest]);
  return request === 'better-sqlite3' ? new Proxy(loaded, { construct: open }) : loaded;
};

function open(Sqlite, [file, ...options]) {
  const database = new Sqlite(file, ...options);
  if (!file.endsWith('.lock')) databases.push(database);
  return database;
}

process.on('message', ({ stallMs, pragma, fileSize }) => {
  if (stallMs) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stallMs);
  if (pragma) for (const database of databases) database.pragma(pragma);
  if (fileSize) execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${fileSize}:unlimited`]);
  process.send?.({ done: true });
});
// It must not keep a process alive that has nothing else to do.
process.channel?.unref();
