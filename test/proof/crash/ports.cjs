/**
 * Loaded into the service by `NODE_OPTIONS=--require`, so that the product needs no hooks: sees every call to a database,
 * every request to a provider and every answer of the REST API, and kills the process (SIGKILL) at the one it was told.
 *
 * A message `{ nth, when }` arms it for the nth call from now on that leaves a trace; `{ after, at, nth, when }` for the nth call
 * of any kind that matches the pattern `at`, counted from the first that matches `after`. `when`: `before` the call is made, `after` its result came and
 * before the service sees it, `sent` when it has left for the database and its result is not there yet.
 */
const { ServerResponse } = require('node:http');
const Sqlite = require('better-sqlite3');
const mysql = require('mysql2');
const undici = require('undici');

const die = () => process.kill(process.pid, 'SIGKILL');
const never = () => false;

/** Whether a call is the one; asked once for each call. */
let isHere = never;
let when = null;

process.on('message', (order) => {
  when = order.when;
  isHere = order.at === undefined ? nth(order.nth, tracing()) : nthMatch(order);
  process.send?.({ armed: true });
});
process.channel?.unref();

// A kill at boot is ordered before there is anybody to send a message to.
if (process.env.KILL_AT_BOOT) {
  when = 'before';
  isHere = nth(Number(process.env.KILL_AT_BOOT), () => true);
}

function nth(count, counts) {
  let left = count;
  return (call) => counts(call) && --left === 0;
}

/**
 * What leaves a trace: a request to a provider, the answer to a request that changes something, a write, and the COMMIT of
 * a transaction that wrote. To die before or after a read is to die before the next of these.
 */
function tracing() {
  let wrote = false;
  return (call) => {
    if (/^(http|answer (POST|DELETE)) /.test(call)) return true;
    if (/^db (INSERT|UPDATE|DELETE)/.test(call)) {
      wrote = true;
      return true;
    }
    const commits = wrote && /^db COMMIT/.test(call);
    if (/^db (COMMIT|ROLLBACK)/.test(call)) wrote = false;
    return commits;
  };
}

function nthMatch({ after, at, nth: count = 1 }) {
  let begun = after === undefined;
  let left = count;
  return (call) => {
    if (!begun) {
      begun = new RegExp(after).test(call);
      return false;
    }
    return new RegExp(at).test(call) && --left === 0;
  };
}

/** Makes a call whose result is there when it returns. */
function sync(call, make) {
  const here = isHere(call);
  if (here && when === 'before') die();
  const result = make();
  if (here) die();
  return result;
}

/** Makes a call whose result comes later: `make` gets the function to call when it is there. */
function async(call, make) {
  const here = isHere(call);
  if (here && when === 'before') die();
  const result = make(() => {
    if (here) die();
  });
  // A small packet is with the kernel when the write returns.
  if (here && when === 'sent') die();
  return result;
}

const { prepare } = Sqlite.prototype;
let patched = false;
Sqlite.prototype.prepare = function (sql) {
  const statement = prepare.call(this, sql);
  if (!patched) patchStatement(Object.getPrototypeOf(statement));
  patched = true;
  return statement;
};

function patchStatement(prototype) {
  for (const name of ['run', 'all', 'get']) {
    const original = prototype[name];
    prototype[name] = function (...parameters) {
      return sync(`db ${this.source}`, () => original.apply(this, parameters));
    };
  }
}

for (const name of ['query', 'execute']) {
  const original = mysql.Connection.prototype[name];
  mysql.Connection.prototype[name] = function (sql, ...rest) {
    const callback = rest.pop();
    const text = typeof sql === 'string' ? sql : sql.sql;
    return async(`db ${text}`, (done) => {
      const answered = (...results) => {
        done();
        callback(...results);
      };
      return original.call(this, sql, ...rest, ...(typeof callback === 'function' ? [answered] : [callback]));
    });
  };
}

// On Agent alone: the pools and clients below it inherit the same method, and would count each request again.
const { dispatch } = undici.Agent.prototype;
undici.Agent.prototype.dispatch = function (options, handler) {
  return async(`http ${options.method} ${options.path.split('?')[0]}`, (done) => {
    const ending =
      (name) =>
      (...results) => {
        done();
        return handler[name]?.(...results);
      };
    const passing =
      (name) =>
      (...results) =>
        handler[name]?.(...results);
    return dispatch.call(this, options, {
      onRequestStart: passing('onRequestStart'),
      onRequestUpgrade: passing('onRequestUpgrade'),
      onResponseStart: passing('onResponseStart'),
      onResponseData: passing('onResponseData'),
      onResponseEnd: ending('onResponseEnd'),
      onResponseError: ending('onResponseError'),
    });
  });
};

const { end } = ServerResponse.prototype;
ServerResponse.prototype.end = function (...body) {
  const { method = '', url = '' } = this.req ?? {};
  const answer = `answer ${method} ${url.split('?')[0]} ${this.statusCode}`;
  return url.startsWith('/v1/') ? sync(answer, () => end.apply(this, body)) : end.apply(this, body);
};
