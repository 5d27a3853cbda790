import { connect, createServer, type Socket } from 'node:net';
import { listening, urlThrough } from '../../../support/http-server.js';

/**
 * What befalls a statement. `undone`: the server rolls the whole transaction back first, as it does after a deadlock.
 * `heldMs`: it is sent on only then; `answerHeldMs`: its answer is. `frozen`: it does not arrive, `answer frozen`: its answer
 * does not, and neither does anything else on this connection from then on, though it stands.
 */
export type Blow =
  | { readonly kind: 'cut' }
  | { readonly kind: 'answer lost' }
  | { readonly kind: 'frozen' }
  | { readonly kind: 'answer frozen' }
  | { readonly kind: 'error'; readonly errno: number; readonly undone: boolean }
  | { readonly kind: 'held'; readonly heldMs: number }
  | { readonly kind: 'answer held'; readonly answerHeldMs: number };

export interface MysqlFault {
  readonly statement: RegExp;
  /** The statement itself, or the COMMIT of the transaction that it is part of. */
  readonly at: 'statement' | 'commit';
  readonly blow: Blow;
  readonly times: number;
  /** Called each time, before the blow. */
  readonly hit?: () => void;
}

const QUERY = 3;
const PREPARE = 0x16;
const EXECUTE = 0x17;
const CLOSE = 0x19;
const HEADER = 4;
const ERROR = 0xff;

function packet(sequence: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUIntLE(payload.length, 0, 3);
  header[3] = sequence;
  return Buffer.concat([header, payload]);
}

function statement(command: number, sql: string): Buffer {
  return packet(0, Buffer.concat([Buffer.from([command]), Buffer.from(sql)]));
}

function error(sequence: number, errno: number, state: string): Buffer {
  const code = Buffer.from([ERROR, errno % 256, Math.floor(errno / 256)]);
  return packet(sequence, Buffer.concat([code, Buffer.from(`${state}an error of the relay`)]));
}

/** Cuts a stream of bytes into the packets of the protocol. */
class Packets {
  private rest: Buffer = Buffer.alloc(0);

  take(chunk: Buffer): Buffer[] {
    this.rest = Buffer.concat([this.rest, chunk]);
    const packets: Buffer[] = [];
    for (let end = this.end(); end <= this.rest.length; end = this.end()) {
      packets.push(this.rest.subarray(0, end));
      this.rest = this.rest.subarray(end);
    }
    return packets;
  }

  private end(): number {
    return this.rest.length < HEADER ? Number.POSITIVE_INFINITY : HEADER + this.rest.readUIntLE(0, 3);
  }
}

/** Stands between the service and MariaDB, and understands what mysql2 sends: statements, prepared or plain, one at a time. */
export class MysqlRelay {
  /** Numbers of the errors that the server itself answered. */
  readonly serverErrors: number[] = [];
  /** How often armed faults struck. */
  struck = 0;
  /** Changes statements on their way to the server. */
  rewrite: (sql: string) => string = (sql) => sql;
  private faults: { fault: MysqlFault; left: number }[] = [];
  private readonly connections = new Set<Connection>();
  private refused = 0;
  private refusing = false;
  private readonly server = createServer((client) => this.accept(client));

  private constructor(private readonly target: URL) {}

  static async start(url: string): Promise<MysqlRelay> {
    const relay = new MysqlRelay(new URL(url));
    await listening(relay.server);
    return relay;
  }

  get url(): string {
    return urlThrough(this.server, this.target);
  }

  arm(fault: MysqlFault): void {
    this.faults.push({ fault, left: fault.times });
  }

  /** ER_CON_COUNT_ERROR for whoever connects from now on; who is connected is thrown out. */
  refuse(): void {
    this.refusing = true;
    this.cut();
  }

  /** Answers how many were refused meanwhile. */
  admit(): number {
    this.refusing = false;
    return this.refused;
  }

  cut(): void {
    for (const connection of this.connections) connection.cut();
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.cut();
    });
  }

  /** What befalls this statement of a transaction that began with these. */
  blowFor(sql: string, before: readonly string[]): Blow | null {
    const commit = sql === 'COMMIT';
    const armed = this.faults.find(
      ({ fault, left }) =>
        left > 0 &&
        (fault.at === 'commit'
          ? commit && before.some((statement) => fault.statement.test(statement))
          : fault.statement.test(sql)),
    );
    if (!armed) return null;
    armed.left -= 1;
    this.struck += 1;
    armed.fault.hit?.();
    return armed.fault.blow;
  }

  private accept(client: Socket): void {
    client.on('error', () => client.destroy());
    if (this.refusing) {
      this.refused += 1;
      // Before the handshake an error has no SQL state.
      client.end(error(0, 1040, ''));
      return;
    }
    const upstream = connect(Number(this.target.port), this.target.hostname);
    const connection = new Connection(this, client, upstream);
    this.connections.add(connection);
    client.once('close', () => this.connections.delete(connection));
  }
}

class Connection {
  private readonly sent = new Packets();
  private transaction: string[] = [];
  private readonly prepared = new Map<number, string>();
  private preparing: string | null = null;
  private answered = true;
  private frozen = false;
  private readonly pass = (chunk: Buffer): void => void this.client.write(chunk);
  private answer = this.pass;

  constructor(
    private readonly relay: MysqlRelay,
    private readonly client: Socket,
    private readonly upstream: Socket,
  ) {
    client.on('data', (chunk: Buffer) => {
      for (const one of this.sent.take(chunk)) this.forward(one);
    });
    upstream.on('data', (chunk: Buffer) => this.receive(chunk));
    upstream.on('error', () => this.cut());
    for (const side of [client, upstream]) side.on('close', () => this.cut());
  }

  cut(): void {
    this.client.destroy();
    this.upstream.destroy();
  }

  private forward(command: Buffer): void {
    if (this.frozen) return;
    const kind = command[HEADER];
    // Every command starts a sequence; what does not is the handshake.
    if (command[3] !== 0) this.upstream.write(command);
    else if (kind === PREPARE) this.prepare(command.toString('utf8', HEADER + 1));
    else if (kind === QUERY || kind === EXECUTE) this.run(command);
    else this.passOn(command);
  }

  private passOn(command: Buffer): void {
    // The one command that is not answered.
    this.answered = command[HEADER] === CLOSE;
    this.upstream.write(command);
  }

  private run(command: Buffer): void {
    this.answered = false;
    const sql = this.textOf(command);
    if (sql === 'START TRANSACTION') this.transaction = [];
    const blow = this.relay.blowFor(sql, this.transaction);
    this.transaction.push(sql);
    const sent = command[HEADER] === QUERY ? statement(QUERY, this.relay.rewrite(sql)) : command;
    if (blow) this.strike(blow, sent);
    else this.upstream.write(sent);
  }

  private textOf(command: Buffer): string {
    if (command[HEADER] === QUERY) return command.toString('utf8', HEADER + 1);
    return this.prepared.get(command.readUInt32LE(HEADER + 1)) ?? '';
  }

  private prepare(sql: string): void {
    this.answered = false;
    this.preparing = sql;
    this.upstream.write(statement(PREPARE, this.relay.rewrite(sql)));
  }

  private receive(chunk: Buffer): void {
    const failed = chunk[HEADER] === ERROR;
    if (!this.answered && failed) this.relay.serverErrors.push(chunk.readUInt16LE(HEADER + 1));
    this.answered = true;
    if (this.preparing !== null && !failed) this.prepared.set(chunk.readUInt32LE(HEADER + 1), this.preparing);
    this.preparing = null;
    this.answer(chunk);
  }

  private strike(blow: Blow, sent: Buffer): void {
    switch (blow.kind) {
      case 'cut':
        this.cut();
        return;
      case 'answer lost':
        this.answerOnce(() => this.cut());
        this.upstream.write(sent);
        return;
      case 'frozen':
        this.frozen = true;
        return;
      case 'answer frozen':
        this.answerOnce(() => {
          this.frozen = true;
        });
        this.upstream.write(sent);
        return;
      case 'error':
        this.fail(blow);
        return;
      case 'held':
        setTimeout(() => this.upstream.write(sent), blow.heldMs);
        return;
      case 'answer held':
        this.answerOnce((chunk) => setTimeout(() => this.client.write(chunk), blow.answerHeldMs));
        this.upstream.write(sent);
    }
  }

  private fail({ errno, undone }: Extract<Blow, { kind: 'error' }>): void {
    const refusal = error(1, errno, '#HY000');
    if (undone) {
      this.answerOnce(() => this.client.write(refusal));
      this.upstream.write(statement(QUERY, 'ROLLBACK'));
    } else this.client.write(refusal);
  }

  /** What becomes of the next answer, which is short enough to come in one piece. */
  private answerOnce(answer: (chunk: Buffer) => void): void {
    this.answer = (chunk) => {
      this.answer = this.pass;
      answer(chunk);
    };
  }
}
