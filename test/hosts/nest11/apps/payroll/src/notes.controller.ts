import { Body, Controller, Get, Post } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Ticker } from '../../../libs/platform/src/ticker';
import { Heard } from './heard.module';
import { Open } from './member.guard';
import { Note, NoteDto } from './note';

@Controller()
export class NotesController {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly ticker: Ticker,
    private readonly heard: Heard,
  ) {}

  @Post('notes')
  async add(@Body() { text }: NoteDto): Promise<{ text: string }> {
    await this.dataSource.transaction((manager) => manager.insert(Note, { text }));
    return { text };
  }

  /** A transaction of the host's that is rolled back after a while. */
  @Post('notes/undone')
  async undone(@Body() { text }: NoteDto): Promise<{ undone: boolean }> {
    const unwritten = this.dataSource.transaction(async (manager) => {
      await manager.insert(Note, { text });
      await new Promise((resolve) => setTimeout(resolve, 100));
      throw new Error('changed my mind');
    });
    return unwritten.then(
      () => ({ undone: false }),
      () => ({ undone: true }),
    );
  }

  @Get('notes')
  async all(): Promise<string[]> {
    return (await this.dataSource.manager.find(Note)).map(({ text }) => text);
  }

  @Open()
  @Get('ticks')
  ticks(): number[] {
    return this.ticker.ticks;
  }

  @Open()
  @Get('heard')
  events(): unknown[] {
    return this.heard.events;
  }
}
