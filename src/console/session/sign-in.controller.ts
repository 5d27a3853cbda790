import { Get, Param, Post, Query, Req } from '@nestjs/common';
import { notFound } from '../../payouts/http/resource-id.js';
import { PayoutError } from '../../payouts/payouts.errors.js';
import { ConsoleController } from '../console-controller.js';
import { asLanguage, LANGUAGE_COOKIE } from '../language/language.js';
import type { ConsoleRequest } from '../request.js';
import { Page, Redirect } from '../view.js';
import { signInView } from '../views/sign-in.js';
import { Open, Sent } from './console.guard.js';
import type { SentForm } from './forms.js';
import { attributes, Sessions } from './sessions.js';

const YEAR_S = 365 * 24 * 3_600;
const SHOWN = ['unauthorized', 'rate_limited'];

@ConsoleController()
export class SignInController {
  constructor(private readonly sessions: Sessions) {}

  @Get('sign-in')
  @Open(true)
  form(@Query('next') next: unknown): Page {
    return new Page('signIn.title', (view) => signInView(view, textOf(next), null));
  }

  @Post('sign-in')
  @Open(true)
  async signIn(@Req() request: ConsoleRequest, @Sent() form: SentForm): Promise<Page | Redirect> {
    const next = form.text('next');
    try {
      return new Redirect(placeIn(next), [await this.sessions.signIn(request, form.text('key').trim())]);
    } catch (error) {
      if (!(error instanceof PayoutError) || !SHOWN.includes(error.code)) throw error;
      const status = error.code === 'rate_limited' ? 429 : 401;
      return new Page('signIn.title', (view) => signInView(view, next, error.code), status);
    }
  }

  @Post('sign-out')
  @Open(true)
  signOut(@Req() request: ConsoleRequest): Redirect {
    return new Redirect('sign-in', [this.sessions.signOut(request)]);
  }

  @Get('language/:language')
  @Open(true)
  language(@Req() request: ConsoleRequest, @Param('language') told: string, @Query('next') next: unknown): Redirect {
    const language = asLanguage(told);
    if (language === null) throw notFound();
    return new Redirect(placeIn(textOf(next)), [`${LANGUAGE_COOKIE}=${language}; ${attributes(request, YEAR_S)}`]);
  }
}

/**
 * Removes leading slashes and all but visible ASCII from the page to show next, so that it cannot be the URL of another
 * site.
 */
function placeIn(next: string): string {
  return next.replace(/[^\x21-\x7e]/g, '').replace(/^[/\\]+/, '');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
