import type { Principal, Scope } from '../payouts/payouts.options.js';
import type { Html } from './html.js';
import type { WordKey } from './language/en.js';
import type { Language, Translate } from './language/language.js';

/** Data about the reader and the request that templates need. */
export interface View {
  readonly t: Translate;
  readonly language: Language;
  /** Path of the console, such as `/console`. */
  readonly base: string;
  /** Path and query of the page relative to `base`, such as `payouts?status=paid`. */
  readonly place: string;
  /** Token that every form must send. It proves that the form comes from a page of the same session. */
  readonly token: string;
  /** Null if the reader is not signed in. */
  readonly principal: Principal | null;
  /** True if the reader has a session, which can be ended. False if the host authenticated the request itself. */
  readonly isSignedIn: boolean;
  /** True if the console has a page for the API keys of the database. */
  readonly hasKeys: boolean;
}

/** A page that a handler returns. `Answers` then renders it in the reader's language. */
export class Page {
  /** True if the content of the page may still change. A browser without JavaScript then reloads it every 5 seconds. */
  readonly isMoving: boolean;

  constructor(
    readonly title: WordKey,
    readonly body: (view: View) => Html,
    readonly status = 200,
    { isMoving = false } = {},
  ) {
    this.isMoving = isMoving;
  }
}

/** The current content of a live part of a page. `isOver` is true if it will not change any more. */
export interface Look {
  readonly body: (view: View) => Html;
  readonly isOver: boolean;
}

/**
 * A live part of a page, which a handler returns. `look` reads its current content every 1 to 5 seconds; each change is
 * sent to the browser.
 */
export class Live {
  constructor(readonly look: () => Promise<Look>) {}
}

/**
 * A redirect (303) that a handler returns. `place` is relative to the console; `cookies` are `Set-Cookie` headers to
 * send with it.
 */
export class Redirect {
  constructor(
    readonly place: string,
    readonly cookies: readonly string[] = [],
  ) {}
}

export function may({ principal }: View, ...scopes: readonly Scope[]): boolean {
  return principal !== null && scopes.some((scope) => principal.scopes.includes(scope));
}
