import type { Principal, Scope } from '../payouts/payouts.options.js';
import type { Html } from './html.js';
import type { WordKey } from './language/en.js';
import type { Language, Translate } from './language/language.js';

/** What every template needs to know about its reader. */
export interface View {
  readonly t: Translate;
  readonly language: Language;
  /** Path of the console, such as `/console`. */
  readonly base: string;
  /** Address of the page below `base`. */
  readonly place: string;
  /** Token that each form must send. */
  readonly token: string;
  /** Null before the sign-in. */
  readonly principal: Principal | null;
  /** True for a session of ours, which can be ended. A host may know who asks without one. */
  readonly isSignedIn: boolean;
  /** True where the keys in the database have a page. */
  readonly hasKeys: boolean;
}

/** A page that a handler returns. It is rendered for its reader afterwards. */
export class Page {
  /** True while what it shows goes on. Without JavaScript it is then loaded again. */
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

/** What a part of a page shows now. After the last change `isOver` is true. */
export interface Look {
  readonly body: (view: View) => Html;
  readonly isOver: boolean;
}

/** The changes of a part of a page, which a handler returns. They are sent as they come. */
export class Live {
  constructor(readonly look: () => Promise<Look>) {}
}

/** A redirect that a handler returns, to a place below the console. Cookies are set with it. */
export class Redirect {
  constructor(
    readonly place: string,
    readonly cookies: readonly string[] = [],
  ) {}
}

export function may({ principal }: View, ...scopes: readonly Scope[]): boolean {
  return principal !== null && scopes.some((scope) => principal.scopes.includes(scope));
}
