import { Module, ValidationPipe } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { HouseFilter } from '../../../libs/platform/src/house.filter';
import { Ticker } from '../../../libs/platform/src/ticker';
import { WrapInterceptor } from '../../../libs/platform/src/wrap.interceptor';
import { HeardModule } from './heard.module';
import { MemberGuard } from './member.guard';
import { Note } from './note';
import { NotesController } from './notes.controller';
import { SalariesModule } from './salaries.module';

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true }),
    ScheduleModule.forRoot(),
    TypeOrmModule.forRootAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        type: 'mariadb' as const,
        url: config.getOrThrow<string>('DATABASE_URL'),
        entities: [Note],
        synchronize: true,
      }),
    }),
    HeardModule,
    SalariesModule,
  ],
  controllers: [NotesController],
  providers: [
    Ticker,
    { provide: APP_GUARD, useClass: MemberGuard },
    {
      provide: APP_PIPE,
      useValue: new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }),
    },
    { provide: APP_INTERCEPTOR, useClass: WrapInterceptor },
    { provide: APP_FILTER, useClass: HouseFilter },
  ],
})
export class PayrollModule {}
