import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateNotes1763700000001 implements MigrationInterface {
  readonly name = 'CreateNotes1763700000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE office_note (id integer PRIMARY KEY AUTOINCREMENT, text varchar(50) NOT NULL)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE office_note');
  }
}
