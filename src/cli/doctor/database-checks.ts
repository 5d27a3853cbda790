import { type Clock, systemClock } from '../../common/clock.js';
import type { ConnectorAccount } from '../../common/connector-account.js';
import { approversOf } from '../../payouts/access/configured-keys.js';
import { StoredKeys } from '../../payouts/access/stored-keys.js';
import { approversRemark } from '../../payouts/approvals/approvers.js';
import { isProbed } from '../../payouts/domain/account-hold.js';
import { policyOf } from '../../payouts/domain/account-policy.js';
import { databaseFacts } from '../../payouts/storage/database/database-facts.js';
import { clockOffset, type UnsafeSetting, unsafeSettings } from '../../payouts/storage/database/database-settings.js';
import { pendingMigrations } from '../../payouts/storage/database/migrate.js';
import { sqlModeProblem } from '../../payouts/storage/database/sql-mode.js';
import type { Transaction } from '../../payouts/storage/transaction.js';
import { UnitOfWork } from '../../payouts/storage/unit-of-work.js';
import { openDatabase } from '../../service/app.module.js';
import type { Configuration } from '../../service/config/configuration.js';
import { StartError } from '../../service/start.error.js';
import { factFindings } from './fact-checks.js';
import { type Finding, failed, hint, ok } from './finding.js';
import { keyFindings } from './key-checks.js';

/**
 * Maximum tolerated difference between the database's clock and this machine's clock, in milliseconds. Cauri itself
 * corrects its times by the database's clock, but other programs on this machine do not.
 */
const MAX_OFFSET_MS = 2_000;

/**
 * Checks the database: its settings, clock, migrations, API keys and the accounts that its payouts use. It applies no
 * migration. If the database does not answer, the only finding is a failed one that says so. If migrations are pending,
 * the data in the tables is not checked.
 */
export async function checkDatabase(
  { databaseUrl, apiKeys }: Pick<Configuration, 'databaseUrl' | 'apiKeys'>,
  accounts: readonly ConnectorAccount[],
): Promise<Finding[]> {
  try {
    const dataSource = await openDatabase(databaseUrl);
    try {
      const settings = settingsFindings(await unsafeSettings(dataSource));
      const findings = [
        ok('database', 'it answers'),
        ...factFindings(await databaseFacts(dataSource)),
        ...settings,
        modeFinding(await sqlModeProblem(dataSource)),
        clockFinding(await clockOffset(dataSource)),
      ];
      const pending = await pendingMigrations(dataSource);
      // The remaining checks need tables that these migrations create.
      if (pending.length > 0) return [...findings, pendingFinding(pending)];
      const books = new Books(new UnitOfWork(dataSource), systemClock, accounts);
      return [...findings, ok('migrations', 'all are applied'), ...(await books.findings(apiKeys))];
    } finally {
      await dataSource.destroy();
    }
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return [failed('database', { message: error.message, remedy: 'start the database, or correct DATABASE_URL' })];
  }
}

/**
 * Returns a failed finding for each setting with which a committed transaction may be lost. Returns one `ok` if
 * `unsafe` is empty.
 */
export function settingsFindings(unsafe: readonly UnsafeSetting[]): Finding[] {
  if (unsafe.length === 0) return [ok('durability', 'an acknowledged COMMIT survives a power cut')];
  return unsafe.map(({ name, value, remedy }) =>
    failed('durability', { message: `${name} is ${value}: acknowledged payouts may be lost`, remedy }),
  );
}

function modeFinding(problem: string | null): Finding {
  if (problem === null) return ok('sql_mode', 'values are escaped as the server reads them');
  return failed('sql_mode', { message: problem, remedy: 'make the DataSource with dataSourceFactory' });
}

/**
 * Returns a finding about the difference between the database's clock and ours, in milliseconds; positive if the
 * database's is ahead. It fails above 2 seconds in either direction.
 */
export function clockFinding(offsetMs: number): Finding {
  if (Math.abs(offsetMs) <= MAX_OFFSET_MS) return ok('clock', `${offsetMs} ms from the database's`);
  const message = `the database's clock is ${offsetMs} ms from ours`;
  return failed('clock', { message, remedy: 'synchronise both machines by NTP' });
}

function pendingFinding(pending: readonly string[]): Finding {
  return failed('migrations', { message: `pending: ${pending.join(', ')}`, remedy: 'run cauri migrate' });
}

/**
 * Checks the data in the tables: API keys, consumers who may approve, scopes of payouts (accounts at the provider),
 * reviews and holds.
 */
class Books {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly accounts: readonly ConnectorAccount[],
  ) {}

  async findings(configured: Configuration['apiKeys']): Promise<Finding[]> {
    const stored = new StoredKeys(this.unitOfWork, this.clock);
    const keys = keyFindings([...configured, ...(await stored.valid())]);
    const approvers = approverFindings(this.accounts, [...approversOf(configured), ...(await stored.approvers())]);
    return [...keys, ...approvers, ...(await this.unitOfWork.read((transaction) => this.inside(transaction)))];
  }

  /**
   * Returns findings about payouts of accounts that are configured differently now, payouts in review, and configured
   * accounts on hold (nothing is sent from them).
   */
  private async inside({ inventory, accounts }: Transaction): Promise<Finding[]> {
    const scopes = new Map(this.accounts.map(({ name, scope }) => [name, scope]));
    const foreign = (await inventory.scopesInUse()).filter(({ account, scope }) => scopes.get(account) !== scope);
    const changed = foreign.map(({ account, scope, payouts }) =>
      failed('scope', {
        account,
        message: `${payouts} unfinished payouts were accepted for ${scope} and are neither sent nor read`,
        remedy: `configure account ${account} as it was, or resolve them: cauri review list`,
      }),
    );
    const inReview = await inventory.inReview();
    const reviews = inReview > 0 ? [waiting(inReview)] : [];
    const held = (await accounts.all()).flatMap(({ name, hold }) => {
      if (hold === null || !scopes.has(name)) return [];
      const remedy = isProbed(hold) ? 'none, it is probed' : 'find out why, then POST /v1/accounts/:name/resume';
      return [hint('hold', { account: name, message: `held by ${hold.by}: ${hold.note ?? hold.reason}`, remedy })];
    });
    return [...(changed.length > 0 ? changed : [ok('scope', 'every account is the one it was')]), ...reviews, ...held];
  }
}

/**
 * Returns a hint for each account whose payouts need two or more approvals if fewer consumers than that may approve.
 * `approvers` are the names of those who may. A name may occur several times.
 */
export function approverFindings(accounts: readonly ConnectorAccount[], approvers: readonly string[]): Finding[] {
  return accounts.flatMap((account) => {
    const message = approversRemark(approvers, policyOf(account).approvers);
    const remedy = 'cauri keys create --consumer <name> --scopes payouts:approve for each approver';
    return message === null ? [] : [hint('approvers', { account: account.name, message, remedy })];
  });
}

function waiting(inReview: number): Finding {
  return hint('review', { message: `${inReview} payouts wait for a person`, remedy: 'cauri review list' });
}
