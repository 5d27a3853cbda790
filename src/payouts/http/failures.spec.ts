import { ForbiddenException, HttpException, NotFoundException, ServiceUnavailableException } from '@nestjs/common';
import { ProviderReadError } from '../../common/payout-connector.js';
import { NoAnswerError } from '../../common/provider-http.js';
import { PayoutError } from '../payouts.errors.js';
import { CommitUnknownError, DatabaseUnavailableError, StaleRowError } from '../storage/database/storage.errors.js';
import { toPayoutError } from './failures.js';

const coded = (code: string) => Object.assign(new Error('x'), { code });
const refused = (statusCode: number, code?: string) => Object.assign(new Error('x'), { statusCode, code });

describe('toPayoutError', () => {
  it.each([
    ['a failure of ours', new PayoutError('quarantine', 'x'), 'quarantine'],
    ['a database that is away', new DatabaseUnavailableError(new Error('x')), 'unavailable'],
    ['a COMMIT without an answer', new CommitUnknownError(new Error('x')), 'unavailable'],
    ['a refused connection', coded('ECONNREFUSED'), 'unavailable'],
    ['a lost connection', coded('PROTOCOL_CONNECTION_LOST'), 'unavailable'],
    ['a database that stops', { driverError: { code: 'ER_SERVER_SHUTDOWN' } }, 'unavailable'],
    ['a lock that is held', coded('SQLITE_BUSY'), 'unavailable'],
    ['a full disk', coded('SQLITE_FULL'), 'unavailable'],
    ['a row that others change all the time', new StaleRowError('x'), 'unavailable'],
    ['a deadlock that came again and again', { driverError: { code: 'ER_LOCK_DEADLOCK' } }, 'unavailable'],
    ['a row that others changed, as MariaDB tells it', { driverError: { errno: 1020 } }, 'unavailable'],
    ['too many connections of one user', { driverError: { errno: 1226 } }, 'unavailable'],
    ['a right that was taken away', { driverError: { errno: 1142 } }, 'unavailable'],
    ['a connection that is aborted', { driverError: { errno: 1184 } }, 'unavailable'],
    ['a password that has expired', { driverError: { errno: 1820 } }, 'unavailable'],
    ['an unreadable provider', new ProviderReadError('HTTP 500'), 'provider_unavailable'],
    ['a provider that refuses connections', new NoAnswerError('ECONNREFUSED', false), 'provider_unavailable'],
    ['an unknown route', new NotFoundException(), 'not_found'],
    ['a host that forbids', new ForbiddenException(), 'insufficient_scope'],
    ['a host that is not ready', new ServiceUnavailableException(), 'unavailable'],
    ['a status of no code', new HttpException('x', 418), 'invalid_request'],
    ['a body that is too large', refused(413, 'FST_ERR_CTP_BODY_TOO_LARGE'), 'payload_too_large'],
    ['a body of another type', refused(415), 'unsupported_media_type'],
    ['a body that cannot be read', refused(400), 'invalid_request'],
    ['a URL that cannot be read', refused(400, 'FST_ERR_BAD_URL'), 'not_found'],
    ['an endless id', refused(414, 'FST_ERR_MAX_PARAM_LENGTH'), 'not_found'],
    ['a failure of the platform', refused(502), 'internal_error'],
    ['a duplicate that nobody expected', coded('SQLITE_CONSTRAINT_UNIQUE'), 'internal_error'],
    ['a bug', new TypeError('x'), 'internal_error'],
    ['a text', 'x', 'internal_error'],
    ['null', null, 'internal_error'],
    ['nothing', undefined, 'internal_error'],
  ])('calls %s by its code', (_case, error, code) => {
    expect(toPayoutError(error).code).toBe(code);
  });
});
