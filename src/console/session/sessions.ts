import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import type { Clock } from '../../common/clock.js';
import type { Authentication } from '../../payouts/access/authentication.js';
import type { BadKeys } from '../../payouts/access/bad-keys.js';
import { bearerToken } from '../../payouts/access/configured-keys.js';
import { PayoutError } from '../../payouts/payouts.errors.js';
import type { Principal } from '../../payouts/payouts.options.js';
import { baseOf, type ConsoleRequest, cookieOf } from '../request.js';
import type { Sealing } from './sealing.js';

const COOKIE = 'cauri_console';
const SESSION_MS = 8 * 3_600_000;
const KEY = /^[A-Za-z0-9._~+/=-]{1,200}$/;

/**
 * Content of the session cookie. `key` is the API key; null before the sign-in, when the cookie only protects forms
 * against forgery. `endsAt` is in epoch milliseconds.
 */
interface Kept {
  readonly nonce: string;
  readonly endsAt: number;
  readonly key: string | null;
}

/** The session of a request, with its principal (the authenticated caller). */
export interface Visit extends Kept {
  /** Null if the reader is not signed in, or the API key is no longer valid. */
  readonly principal: Principal | null;
}

interface Parts {
  readonly sealing: Sealing;
  readonly authentication: Pick<Authentication, 'principalOf'>;
  readonly badKeys: BadKeys;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Manages the sessions of the console. A session is an encrypted cookie with the reader's API key, so instances share
 * no table. It ends 8 hours after the sign-in. Every request checks the key again; revoking a key therefore ends its
 * sessions at once.
 */
export class Sessions {
  private readonly visits = new WeakMap<object, Visit>();

  constructor(private readonly parts: Parts) {}

  /**
   * Reads the session of a request. If the request has no valid cookie, returns a new session without a key. Later
   * calls for the same request return the same result.
   * @throws PayoutError `rate_limited` after too many invalid keys from one address
   */
  async enter(request: ConsoleRequest): Promise<Visit> {
    const known = this.visits.get(request);
    if (known !== undefined) return known;
    const kept = this.read(request) ?? this.fresh(null);
    const visit = { ...kept, principal: await this.principalFor(request, kept) };
    this.visits.set(request, visit);
    return visit;
  }

  /**
   * Treats the reader as not signed in, for this request only. The error page needs this when the database cannot check
   * the key.
   */
  unknown(request: ConsoleRequest): void {
    this.visits.set(request, { ...(this.read(request) ?? this.fresh(null)), principal: null });
  }

  /**
   * Returns the session that `enter` has read.
   * @throws if `enter` was not called for this request
   */
  visitOf(request: ConsoleRequest): Visit {
    const visit = this.visits.get(request);
    if (visit === undefined) throw new Error('a page of the console needs the ConsoleGuard');
    return visit;
  }

  /**
   * Checks an API key and returns the cookie of a new session.
   * @throws PayoutError `unauthorized` if the key is invalid, `rate_limited` after too many invalid keys from one
   *   address
   */
  async signIn(request: ConsoleRequest, key: string): Promise<string> {
    if (KEY.test(key) && (await this.principalOf(key)) !== null) return this.cookie(request, this.fresh(key));
    this.noteBadKey(request);
    throw new PayoutError('unauthorized', 'This is not a valid API key.');
  }

  /** Returns a cookie that ends the session in this browser. The API key stays valid. */
  signOut(request: ConsoleRequest): string {
    return `${COOKIE}=; ${attributes(request, 0)}`;
  }

  /**
   * Returns a new cookie if the browser has none, because the form token must match a cookie. Otherwise returns null.
   */
  cookieFor(request: ConsoleRequest): string | null {
    const visit = this.visitOf(request);
    return this.read(request) === null ? this.cookie(request, visit) : null;
  }

  formToken(request: ConsoleRequest): string {
    return this.parts.sealing.sign(this.visitOf(request).nonce);
  }

  /**
   * Checks that a form comes from one of our pages in this session: by its token, and by the header `Sec-Fetch-Site` if
   * the browser sends it.
   * @throws PayoutError `insufficient_scope` if the form does not come from there
   */
  requireOwnForm(request: ConsoleRequest, token: string): void {
    const site = request.headers['sec-fetch-site'];
    const foreign = site !== undefined && site !== 'same-origin' && site !== 'none';
    const { nonce } = this.visitOf(request);
    if (!foreign && this.read(request) !== null && this.parts.sealing.isSigned(nonce, token)) return;
    throw new PayoutError('insufficient_scope', 'This form is too old or not ours. Open the page again.');
  }

  /**
   * Returns the principal of the session's API key. If the session has no key, returns the one that `api.authenticate`
   * finds in the request. An invalid bearer key in the request is counted as an invalid key.
   */
  private async principalFor(request: ConsoleRequest, { key }: Kept): Promise<Principal | null> {
    if (key !== null) return this.principalOf(key);
    const principal = await this.parts.authentication.principalOf(request);
    if (principal === null && bearerToken(request.headers.authorization) !== null) this.noteBadKey(request);
    return principal;
  }

  /**
   * Counts an invalid key for the address from which the request came.
   * @throws PayoutError `rate_limited` after too many invalid keys from one address
   */
  private noteBadKey(request: ConsoleRequest): void {
    const seconds = this.parts.badKeys.note(addressOf(request));
    if (seconds === null) return;
    throw new PayoutError('rate_limited', 'Too many bad API keys came from this address.', { retryAfter: seconds });
  }

  private principalOf(key: string): Promise<Principal | null> {
    return this.parts.authentication.principalOf({ headers: { authorization: `Bearer ${key}` } });
  }

  private fresh(key: string | null): Kept {
    return { nonce: randomUUID(), endsAt: this.parts.clock.now() + SESSION_MS, key };
  }

  private read(request: ConsoleRequest): Kept | null {
    const sealed = cookieOf(request, COOKIE);
    const text = sealed === null ? null : this.parts.sealing.open(sealed);
    if (text === null) return null;
    const kept = JSON.parse(text) as Kept;
    return kept.endsAt > this.parts.clock.now() ? kept : null;
  }

  private cookie(request: ConsoleRequest, { nonce, endsAt, key }: Kept): string {
    const sealed = this.parts.sealing.seal(JSON.stringify({ nonce, endsAt, key }));
    return `${COOKIE}=${sealed}; ${attributes(request, Math.floor((endsAt - this.parts.clock.now()) / 1_000))}`;
  }
}

/**
 * Returns the attributes of a cookie that lasts `seconds`; 0 deletes it. Scripts cannot read it, and requests from
 * other sites do not carry it. It is `Secure` except on loopback, where there is no TLS.
 */
export function attributes(request: ConsoleRequest, seconds: number): string {
  const secure = isLoopback(String(request.headers.host ?? '')) ? '' : '; Secure';
  return `Path=${baseOf(request)}; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
}

function isLoopback(host: string): boolean {
  const name = host.replace(/:\d+$/, '');
  return name === 'localhost' || name === '[::1]' || (isIP(name) === 4 && name.startsWith('127.'));
}

function addressOf(request: ConsoleRequest): string {
  return (request.raw ?? request).socket?.remoteAddress ?? '';
}
