import type { FileFacts, ServerFacts } from '../../payouts/storage/database/database-facts.js';
import { type Finding, failed, hint, ok } from './finding.js';

/** Oldest versions, as major and minor, that support JSON_TABLE, which Cauri's SQL statements use. */
const OLDEST = { mariadb: [10, 6], mysql: [8, 0] } as const;
/** Privileges that the service needs. Without one of them the check fails. */
const WORKING = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];
/** Additional privileges that migrations need. Without one of them there is only a hint. */
const MIGRATING = ['CREATE', 'ALTER', 'INDEX', 'DROP'];
const ALL = 'ALL PRIVILEGES';
const GIGABYTE = 1e9;
/** Free disk space, in bytes, below which the check fails. */
const LEAST_BYTES = 256e6;

/**
 * Returns findings about a database server or a SQLite file: version, privileges, disk space, and guarantees against
 * loss of data that it does not give.
 */
export function factFindings(facts: ServerFacts | FileFacts): Finding[] {
  return facts.kind === 'file' ? fileFindings(facts) : serverFindings(facts);
}

function fileFindings({ version, diskFree, isShared }: FileFacts): Finding[] {
  const one = hint('engine', {
    message: `SQLite ${version}: one process sends and reads, on one machine; the loss of its disk is the loss of the database`,
    remedy: 'cauri backup from cron, or MariaDB for several instances',
  });
  const access = isShared
    ? hint('privileges', {
        message: 'other users of this machine may read the file, which names recipients',
        remedy: 'chmod 600 on it, and 700 on its folder',
      })
    : ok('privileges', 'only its owner reads the file');
  const disk = diskFree === null ? [] : [diskFinding(diskFree)];
  return [one, access, ok('time_zone', 'times are stored in UTC'), ...disk];
}

/** Returns a finding about the free disk space, in bytes. It fails below 256 MB and is a hint below 1 GB. */
export function diskFinding(free: number): Finding {
  const left = `${(free / GIGABYTE).toFixed(1)} GB are left on its disk`;
  const remedy = 'make room, or move the file to a larger disk';
  if (free < LEAST_BYTES) return failed('disk', { message: left, remedy });
  return free < GIGABYTE ? hint('disk', { message: left, remedy }) : ok('disk', left);
}

function serverFindings(facts: ServerFacts): Finding[] {
  return [
    engineFinding(facts),
    ...replicationFindings(facts),
    privilegeFinding(facts),
    ok('time_zone', `times are stored in UTC milliseconds; the server's zone (${facts.timeZone}) changes nothing`),
    hint('disk', {
      message: 'the disk of a server cannot be seen from here',
      remedy: 'watch it by an exporter of its own',
    }),
  ];
}

function engineFinding({ version, isMariaDb, otherEngines }: ServerFacts): Finding {
  const name = isMariaDb ? 'MariaDB' : 'MySQL';
  const [major, minor] = isMariaDb ? OLDEST.mariadb : OLDEST.mysql;
  if (!isAtLeast(version, major, minor)) {
    const message = `${name} ${version} is too old: it has no JSON_TABLE`;
    return failed('engine', { message, remedy: `use ${name} ${major}.${minor} or newer` });
  }
  if (otherEngines.length > 0) {
    const message = `without transactions: ${otherEngines.join(', ')}. Nothing is promised with them`;
    return failed('engine', { message, remedy: 'ALTER TABLE … ENGINE = InnoDB for each' });
  }
  return ok('engine', `${name} ${version} with InnoDB`);
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [, found = '0', below = '0'] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(found) > major || (Number(found) === major && Number(below) >= minor);
}

function replicationFindings({ severalWriters, asynchronousReplicas }: ServerFacts): Finding[] {
  const findings: Finding[] = [];
  if (severalWriters) {
    const message =
      'several nodes accept writes: a claim on one may not be seen on another, so a payout could be sent twice';
    findings.push(
      failed('replication', { message, remedy: 'point DATABASE_URL at one node that alone is written to' }),
    );
  }
  if (asynchronousReplicas) {
    const message = 'replicas get a COMMIT after it is acknowledged: a failover to one can lose accepted payouts';
    findings.push(
      hint('replication', { message, remedy: 'semi-synchronous replication, and treat a failover as a restore' }),
    );
  }
  return findings;
}

/** Returns a finding about the privileges of the database user: too few, too many, or enough. */
function privilegeFinding({ privileges, isAdministrator }: ServerFacts): Finding {
  const lacks = (wanted: readonly string[]) =>
    privileges.has(ALL) ? [] : wanted.filter((right) => !privileges.has(right));
  const missing = lacks(WORKING);
  if (missing.length > 0) {
    const message = `no grant on this database for ${missing.join(', ')}`;
    return failed('privileges', { message, remedy: `GRANT ${WORKING.join(', ')} ON <database>.* TO this user` });
  }
  if (isAdministrator) {
    const message = 'this user may administrate the server: a leaked DATABASE_URL opens everything on it';
    return hint('privileges', { message, remedy: 'a user of its own with rights on this database only' });
  }
  const further = lacks(MIGRATING);
  if (further.length === 0) return ok('privileges', 'enough to work and to migrate');
  const message = `enough to work; migrations need ${further.join(', ')}`;
  return hint('privileges', { message, remedy: 'MIGRATIONS=manual, and run cauri migrate with a user that has them' });
}
