import type { EntityManager, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import { type Cell, type ColumnMetadata, cellOf, jsonTable, type Typed, toRow } from './json-rows.js';
import { inPieces } from './pieces.js';
import { positional } from './positional.js';

/**
 * Number of rows in one INSERT of a long list. On SQLite, such an INSERT blocks the event loop for less than 50 ms.
 * `insert` has a statement for exactly this number of rows, which is 1.5 times as fast as the one for other numbers.
 */
export const FULL_INSERT = 100;

/** Maximum number of values that one SELECT looks up. If there are more values, several SELECTs read the rows. */
export const FULL_SELECT = 500;

/** Values of some columns of a row when it was read. An UPDATE changes the row only if they are still the same. */
export interface Seen {
  readonly [column: string]: Cell;
}

/**
 * Hint that makes MySQL use the primary key. Otherwise it may scan a small table and wait for every locked row in it.
 */
const BY_ID = 'FORCE INDEX (PRIMARY)';

/**
 * Reads and writes many rows of one entity with one statement. All rows are in one JSON parameter (see `insert` for the
 * exception), so the SQL text does not depend on their number. It is prepared only once, on SQLite and on MySQL.
 */
export class RowSet<Row extends ObjectLiteral> {
  private readonly metadata: EntityMetadata;

  constructor(
    private readonly manager: EntityManager,
    entity: EntityTarget<Row>,
  ) {
    this.metadata = manager.connection.getMetadata(entity);
  }

  /**
   * Inserts complete rows, all or none. If there are exactly `FULL_INSERT` rows, each cell is a parameter, which both
   * databases read faster than JSON. Each other number of rows would need its own prepared statement, so it uses JSON.
   * @throws the driver's duplicate error; see `isDuplicate`
   */
  async insert(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const { tableName } = this.metadata;
    const columns = this.columnsIn(rows);
    const names = columns.map(({ databaseName }) => databaseName);
    const cells = rows.map((row) => columns.map((column) => cellOf(column, row)));
    const insert = `INSERT INTO ${tableName} (${names.join(', ')})`;
    if (rows.length === FULL_INSERT) {
      const places = `(${names.map(() => '?').join(', ')})`;
      await this.manager.query(`${insert} VALUES ${cells.map(() => places).join(', ')}`, cells.flat());
      return;
    }
    // Without this WHERE, SQLite could not tell where the SELECT ends and an upsert clause begins.
    const select = `SELECT ${names.join(', ')} FROM ${this.source(columns)} WHERE 1 = 1`;
    await this.manager.query(`${insert} ${select}`, [JSON.stringify(cells)]);
  }

  /**
   * Returns the rows with these ids, in any order, without unknown ids. `locked` locks them until the transaction ends.
   */
  async byIds(ids: readonly string[], { locked = false } = {}): Promise<Row[]> {
    return this.by('id', ids, { locked });
  }

  /**
   * Returns the rows whose `property` has one of the values, in any order. `locked` locks them until the transaction
   * ends.
   */
  async by(property: keyof Row & string, values: readonly string[], { locked = false } = {}): Promise<Row[]> {
    return this.find(this.metadata.columns, property, { values, locked });
  }

  /** Returns only the given `properties` of the rows whose `property` has one of the values, in any order. */
  async some<Property extends keyof Row & string>(
    properties: readonly Property[],
    property: keyof Row & string,
    values: readonly string[],
  ): Promise<Pick<Row, Property>[]> {
    return this.find(
      properties.map((name) => this.column(name)),
      property,
      { values, locked: false },
    );
  }

  private async find(
    columns: readonly ColumnMetadata[],
    property: keyof Row & string,
    { values, locked }: { values: readonly string[]; locked: boolean },
  ): Promise<Row[]> {
    const column = this.column(property);
    const names = columns.map(({ databaseName }) => `t.${databaseName}`).join(', ');
    const keys = this.source([{ databaseName: 'wanted', type: 'varchar' }]);
    // The join begins with the values and finds the rows by the index of the table. The other way round, it would scan
    // the whole table.
    const join = `${this.isSqlite ? 'CROSS JOIN' : 'STRAIGHT_JOIN'} ${this.metadata.tableName} t`;
    const sql = `SELECT ${names} FROM ${keys} ${join} ON t.${column.databaseName} = n.wanted${locked && !this.isSqlite ? ' FOR UPDATE' : ''}`;
    const found: Row[] = [];
    await inPieces([...new Set(values)], FULL_SELECT, async (piece) => {
      const raw: Record<string, unknown>[] = await this.manager.query(sql, [JSON.stringify(piece.map((one) => [one]))]);
      found.push(...raw.map((cells) => toRow<Row>(columns, cells)));
    });
    return found;
  }

  /**
   * Updates `properties` of each row that still has the values in `seen`. All changes name the same columns in `seen`.
   * Returns the number of updated rows. If it is smaller than the number of changes, others have changed some of the
   * rows since they were read.
   */
  async update(
    changes: readonly { readonly row: Pick<Row, 'id'> & Partial<Row>; readonly seen: Seen }[],
    properties: readonly (keyof Row & string)[],
  ): Promise<number> {
    const [first] = changes;
    if (first === undefined) return 0;
    const set = properties.map((property) => this.column(property));
    const seen = Object.keys(first.seen);
    const id = this.column('id');
    const columns = [
      id,
      ...set,
      ...seen.map((name) => ({
        databaseName: `seen_${name}`,
        type: typeof first.seen[name] === 'number' ? 'int' : 'varchar',
      })),
    ];
    const cells = changes.map((change) => [
      ...[id, ...set].map((column) => cellOf(column, change.row)),
      ...seen.map((name) => change.seen[name] ?? null),
    ]);
    const match = [
      `t.${id.databaseName} = n.${id.databaseName}`,
      ...seen.map((name) => `t.${name} = n.seen_${name}`),
    ].join(' AND ');
    return this.execute(this.updateSql(columns, set, match), [JSON.stringify(cells)]);
  }

  /**
   * Sets the same values in all rows with these ids that meet the SQL condition. The condition uses the table's column
   * names and `:names` for its parameters. Returns the number of updated rows.
   */
  async updateWhere(
    ids: readonly string[],
    columns: Partial<Row>,
    condition: string,
    values: Readonly<Record<string, string | number>>,
  ): Promise<number> {
    if (ids.length === 0) return 0;
    const set = Object.keys(columns).map((property) => this.column(property));
    const cells = set.map((column) => cellOf(column, columns));
    const assign = (to: string) => set.map(({ databaseName }) => `${to}${databaseName} = ?`).join(', ');
    const keys = this.source([{ databaseName: 'wanted', type: 'varchar' }]);
    const [where, compared] = positional(condition, values);
    const { tableName } = this.metadata;
    const wanted = JSON.stringify(ids.map((id) => [id]));
    return this.isSqlite
      ? this.execute(`UPDATE ${tableName} SET ${assign('')} WHERE id IN (SELECT wanted FROM ${keys}) AND (${where})`, [
          ...cells,
          wanted,
          ...compared,
        ])
      : this.execute(
          `UPDATE ${keys} STRAIGHT_JOIN ${tableName} t ${BY_ID} ON t.id = n.wanted SET ${assign('t.')} WHERE ${where}`,
          [wanted, ...cells, ...compared],
        );
  }

  /** Deletes the rows with these ids and returns their number. */
  async delete(ids: readonly string[]): Promise<number> {
    if (ids.length === 0) return 0;
    const keys = this.source([{ databaseName: 'wanted', type: 'varchar' }]);
    const { tableName } = this.metadata;
    const wanted = [JSON.stringify(ids.map((id) => [id]))];
    return this.isSqlite
      ? this.execute(`DELETE FROM ${tableName} WHERE id IN (SELECT wanted FROM ${keys})`, wanted)
      : this.execute(`DELETE t FROM ${keys} STRAIGHT_JOIN ${tableName} t ${BY_ID} ON t.id = n.wanted`, wanted);
  }

  private updateSql(columns: readonly Typed[], set: readonly ColumnMetadata[], match: string): string {
    const { tableName } = this.metadata;
    const source = this.source(columns);
    const assign = (to: string) => set.map(({ databaseName }) => `${to}${databaseName} = n.${databaseName}`).join(', ');
    return this.isSqlite
      ? `UPDATE ${tableName} AS t SET ${assign('')} FROM ${source} WHERE ${match}`
      : `UPDATE ${source} STRAIGHT_JOIN ${tableName} t ${BY_ID} ON ${match} SET ${assign('t.')}`;
  }

  /**
   * Runs a statement and returns the number of affected rows. Only the query runner of a transaction reports that
   * number.
   * @throws if the manager has no query runner, that is outside a transaction
   */
  private async execute(sql: string, values: readonly Cell[]): Promise<number> {
    const runner = this.manager.queryRunner;
    if (!runner) throw new Error('sets of rows are changed in a transaction');
    const { affected } = await runner.query(sql, [...values], true);
    return affected ?? 0;
  }

  /**
   * Returns the columns that have a value in at least one of the rows. The INSERT names only these; the others become
   * null. A new payout has values in 24 of 56 columns, so this halves the time of its INSERT.
   */
  private columnsIn(rows: readonly Row[]): ColumnMetadata[] {
    return this.metadata.columns.filter(({ propertyName }) => rows.some((row) => (row[propertyName] ?? null) !== null));
  }

  private source(columns: readonly Typed[]): string {
    return jsonTable(columns, this.isSqlite);
  }

  private column(property: string): ColumnMetadata {
    const column = this.metadata.findColumnWithPropertyName(property);
    if (!column) throw new Error(`${this.metadata.tableName} has no ${property}`);
    return column;
  }

  private get isSqlite(): boolean {
    return this.manager.connection.options.type === 'better-sqlite3';
  }
}
