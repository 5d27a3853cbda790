import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const started = new Set();
const TICKS_PER_SECOND = 100;

/** Starts a process that ends with this one. */
export function start(command, args, { env = {}, cwd, pipe = false } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', pipe ? 'pipe' : 'ignore', 'pipe'],
  });
  child.printed = '';
  child.stderr.on('data', (text) => {
    child.printed = (child.printed + text).slice(-4_000);
  });
  started.add(child);
  return child;
}

export async function stop(child, signal = 'SIGTERM') {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    const tooLong = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await gone;
    clearTimeout(tooLong);
  }
  started.delete(child);
}

export async function stopAll() {
  await Promise.all([...started].map((child) => stop(child)));
}

export async function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Asks every 50 ms until the answer is true. */
export async function until(ask, what, seconds = 180) {
  const end = Date.now() + seconds * 1_000;
  while (!(await ask().catch(() => false))) {
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await sleep(50);
  }
}

export function listening(child, url) {
  return until(async () => {
    if (child.exitCode !== null) throw new Error(child.printed);
    return (await fetch(url)).status < 500;
  }, `${url} answers`);
}

/** User and system time of a process and its children, in seconds. */
export function cpuSeconds(pid) {
  return tree(pid).reduce((sum, one) => sum + ticksOf(one) / TICKS_PER_SECOND, 0);
}

function ticksOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
}

function tree(pid) {
  const parents = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const childrenOf = (one) => parents.filter((other) => parentOf(other) === one);
  return [pid, ...childrenOf(pid).map(Number)];
}

function parentOf(pid) {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')[1]);
  } catch {
    return 0;
  }
}

/** The most memory that a process ever had, in MiB. */
export function peakMemory(pid) {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1_024;
}
