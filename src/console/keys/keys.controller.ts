import { Get, Param, Post } from '@nestjs/common';
import { CONSUMER } from '../../payouts/access/configured-keys.js';
import type { KeyRequest } from '../../payouts/access/stored-keys.js';
import { StoredKeys } from '../../payouts/access/stored-keys.js';
import { PayoutError } from '../../payouts/payouts.errors.js';
import type { Principal } from '../../payouts/payouts.options.js';
import { ConsoleController } from '../console-controller.js';
import { Needs, Sent, Visitor } from '../session/console.guard.js';
import type { SentForm } from '../session/forms.js';
import { Page, Redirect } from '../view.js';
import { grantableScopes } from './grantable-scopes.js';
import { keysView, newKeyView } from './keys.view.js';

const DAY_MS = 86_400_000;
const MOST_DAYS = 3_650;

/** Lists, creates and revokes the API keys in the database. Keys of the configuration are not shown. */
@ConsoleController('keys')
@Needs(['operations'])
export class KeyPagesController {
  constructor(private readonly keys: StoredKeys) {}

  @Get()
  async list(@Visitor() principal: Principal): Promise<Page> {
    const keys = await this.keys.list();
    return new Page('keys.title', (view) => keysView(view, keys, grantableScopes(principal)));
  }

  @Post()
  async create(@Sent() form: SentForm, @Visitor() principal: Principal): Promise<Page> {
    const made = await this.keys.create(requestIn(form, principal));
    return new Page('keys.created', (view) => newKeyView(view, made));
  }

  @Post(':id/revoke')
  async revoke(@Param('id') id: string): Promise<Redirect> {
    await this.keys.revoke(id);
    return new Redirect('keys');
  }
}

/**
 * Reads the form for a new key.
 * @throws PayoutError `validation_failed`; `insufficient_scope` if the person may not give one of the scopes
 */
function requestIn(form: SentForm, principal: Principal): KeyRequest {
  const consumer = form.text('consumer').trim();
  const grantable = grantableScopes(principal);
  const told = form.startingWith('scope-').map(([, scope]) => scope);
  const scopes = grantable.filter((scope) => told.includes(scope));
  if (scopes.length < told.length) {
    throw new PayoutError('insufficient_scope', `This key may give ${grantable.join(', ')} and no other scope.`);
  }
  const days = form.text('days').trim();
  const errors = [
    ...(CONSUMER.test(consumer) ? [] : [{ field: 'consumer', message: 'must be 1 to 100 visible ASCII characters' }]),
    ...(scopes.length > 0 ? [] : [{ field: 'scopes', message: 'must be one at least' }]),
    ...(isDays(days)
      ? []
      : [{ field: 'days', message: `must be a number of days from 1 to ${MOST_DAYS}, or nothing` }]),
  ];
  if (errors.length > 0) throw new PayoutError('validation_failed', 'No key was made.', { errors });
  return { consumer, scopes, expiresInMs: days === '' ? null : Number(days) * DAY_MS };
}

function isDays(text: string): boolean {
  return text === '' || (/^[1-9]\d{0,3}$/.test(text) && Number(text) <= MOST_DAYS);
}
