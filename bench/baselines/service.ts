import 'reflect-metadata';
import {
  Body,
  type CanActivate,
  Controller,
  type DynamicModule,
  type ExecutionContext,
  Get,
  Headers,
  Injectable,
  Module,
  Post,
  type Provider,
  UseGuards,
  ValidationPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ScheduleModule } from '@nestjs/schedule';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { Type } from 'class-transformer';
import { Equals, IsIn, Matches, ValidateNested } from 'class-validator';
import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  PrimaryGeneratedColumn,
  type Repository,
  UpdateDateColumn,
} from 'typeorm';
import { request } from 'undici';

/** What both baselines share: the row, the request, the provider. Written as the documentation of their libraries does. */
const { env } = process;
export const AT_ONCE = Number(env.AT_ONCE);
export const POLL_MS = Number(env.POLL_MS);

@Entity('payout')
export class Payout {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column({ unique: true }) idempotencyKey!: string;
  @Column({ type: 'bigint' }) amount!: string;
  @Column({ length: 3 }) currency!: string;
  @Column({ length: 20 }) msisdn!: string;
  @Index() @Column({ length: 20, default: 'pending' }) status!: string;
  @Column({ type: 'varchar', length: 64, nullable: true }) providerId!: string | null;
  @CreateDateColumn({ precision: 3 }) createdAt!: Date;
  @UpdateDateColumn({ precision: 3 }) updatedAt!: Date;
}

class Recipient {
  @Matches(/^\+225\d{10}$/) msisdn!: string;
}

class CreatePayout {
  @Equals('djamo') provider!: string;
  @Matches(/^[1-9]\d{0,11}$/) amount!: string;
  @IsIn(['XOF']) currency!: string;
  @ValidateNested() @Type(() => Recipient) recipient!: Recipient;
}

interface Transfer {
  readonly id: string;
  readonly status: string;
}

async function call(method: 'GET' | 'POST', path: string, body?: object): Promise<Transfer> {
  const answer = await request(`${env.DJAMO_BASE_URL}${path}`, {
    method,
    headers: { authorization: `Bearer ${env.DJAMO_ACCESS_TOKEN}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (answer.statusCode >= 300) throw new Error(`HTTP ${answer.statusCode}`);
  return (await answer.body.json()) as Transfer;
}

/** Posts a pending payout and stores the provider's id. */
export async function submit(payouts: Repository<Payout>, payout: Payout): Promise<void> {
  const { id: reference, amount, msisdn } = payout;
  const { id } = await call('POST', '/v1/transactions', {
    type: 'transfer',
    amount: Number(amount),
    msisdn,
    reference,
  });
  await payouts.save({ ...payout, status: 'submitted', providerId: id });
}

/** Reads a submitted payout. Returns true once it is stored as paid. */
export async function poll(payouts: Repository<Payout>, payout: Payout): Promise<boolean> {
  const { status } = await call('GET', `/v1/transactions/${payout.providerId}`);
  if (status !== 'completed') return false;
  await payouts.save({ ...payout, status: 'paid' });
  return true;
}

@Injectable()
export class Accepted {
  /** Told of each payout after it is stored. */
  listener: (payout: Payout) => Promise<unknown> = async () => undefined;
}

@Injectable()
class ApiKeyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return context.switchToHttp().getRequest().headers.authorization === `Bearer ${env.API_KEY}`;
  }
}

@Controller()
class PayoutsController {
  constructor(
    @InjectRepository(Payout) private readonly payouts: Repository<Payout>,
    private readonly accepted: Accepted,
  ) {}

  @Get('health/ready')
  ready(): object {
    return { status: 'ok' };
  }

  @Post('v1/payouts')
  @UseGuards(ApiKeyGuard)
  async create(
    @Headers('idempotency-key') idempotencyKey: string,
    @Body(new ValidationPipe({ whitelist: true, transform: true })) { amount, currency, recipient }: CreatePayout,
  ): Promise<Payout> {
    try {
      const payout = await this.payouts.save(
        this.payouts.create({ idempotencyKey, amount, currency, msisdn: recipient.msisdn }),
      );
      await this.accepted.listener(payout);
      return payout;
    } catch (error) {
      const known = await this.payouts.findOneBy({ idempotencyKey });
      if (known) return known;
      throw error;
    }
  }
}

@Module({})
class BaselineModule {
  static of(worker: Provider): DynamicModule {
    return {
      module: BaselineModule,
      imports: [
        ScheduleModule.forRoot(),
        TypeOrmModule.forRoot({
          type: 'mysql',
          url: env.DATABASE_URL ?? '',
          entities: [Payout],
          synchronize: true,
          poolSize: 32,
        }),
        TypeOrmModule.forFeature([Payout]),
      ],
      controllers: [PayoutsController],
      providers: [Accepted, ApiKeyGuard, worker],
    };
  }
}

export async function serve(worker: Provider): Promise<void> {
  const app = await NestFactory.create(BaselineModule.of(worker), new FastifyAdapter(), { logger: ['error', 'warn'] });
  app.enableShutdownHooks();
  await app.listen(Number(env.PORT), '127.0.0.1');
}
