import { Global, Module, ValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { DatabaseModule } from './database.module.js';
import { Heard } from './heard.js';
import { HouseFilter } from './house.filter.js';
import { MemberGuard } from './member.guard.js';
import { NotesController } from './notes.controller.js';
import { OfficePayoutsModule } from './payouts.module.js';
import { Ticker } from './ticker.js';

@Global()
@Module({ providers: [Heard], exports: [Heard] })
class HeardModule {}

@Module({
  imports: [ScheduleModule.forRoot(), DatabaseModule, HeardModule, OfficePayoutsModule],
  controllers: [NotesController],
  providers: [
    Ticker,
    { provide: APP_GUARD, useClass: MemberGuard },
    {
      provide: APP_PIPE,
      useValue: new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }),
    },
    { provide: APP_FILTER, useClass: HouseFilter },
  ],
})
export class OfficeModule {}
