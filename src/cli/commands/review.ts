import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { textProblem } from '../../common/text-rules.js';
import { RESOLUTION_ACTIONS, type ResolutionAction } from '../../payouts/domain/payout.js';
import type { PayoutDto } from '../../payouts/dto/payout.dto.js';
import { PayoutsService } from '../../payouts/payouts.service.js';
import { MAX_NOTE } from '../../payouts/review/dto/resolve-payout.dto.js';
import { ReviewService } from '../../payouts/review/review.service.js';
import { table } from '../../terminal/table.js';
import { consumer, decider, operator, payoutId, userName } from '../arguments.js';
import { everyPage } from '../pages.js';
import { type Service, withService } from '../service.js';
import { command, group, type OutputOptions, print, type Shell } from '../shell.js';

const HEADINGS = ['id', 'version', 'status', 'account', 'amount', 'reason', 'since'];

interface ResolveOptions extends OutputOptions {
  readonly action: ResolutionAction;
  readonly note: string;
  /** Version of the payout that the person has seen. The decision is refused if the payout has changed since. */
  readonly confirm: number;
  readonly by?: string;
}

/**
 * Creates the command `cauri review`, with the subcommands `list` and `resolve`. A payout in review waits for a
 * person's decision.
 */
export function reviewCommand(shell: Shell): Command {
  return group('review', 'Payouts that wait for a person')
    .addCommand(listCommand(shell))
    .addCommand(resolveCommand(shell));
}

function listCommand(shell: Shell): Command {
  return command('list', 'List the payouts in review, newest first').action((options: OutputOptions) =>
    withService(shell, async (service) => {
      const data = await inReview(service);
      print(
        shell,
        options,
        { data },
        data.length === 0 ? ['no payout waits for a person'] : table(HEADINGS, data.map(toRow)),
      );
    }),
  );
}

function resolveCommand(shell: Shell): Command {
  return command('resolve', 'Decide about a payout in review; a later answer of the provider overrules it')
    .addArgument(new Argument('<id>', 'the id of the payout').argParser(payoutId))
    .addOption(
      new Option(
        '--action <action>',
        'resend: send the same id again; mark_paid, mark_failed: record what you know from the provider',
      )
        .choices(RESOLUTION_ACTIONS)
        .makeOptionMandatory(),
    )
    .requiredOption('--note <text>', 'how you know, kept with the payout', note)
    .requiredOption('--confirm <version>', 'the version of the payout that you decided about', version)
    .option('--by <name>', 'who decides; default: the user of this machine, unless that is root', consumer)
    .action(async (id: string, { action, note: why, confirm, by, ...options }: ResolveOptions) => {
      const person = operator(decider(by));
      await withService(shell, async (service) => {
        const resolution = { action, note: why, confirm };
        const payout = await service.get(ReviewService).resolve(id, resolution, person);
        print(shell, options, payout, [`${payout.id} is ${payout.status} (version ${payout.version})`]);
      });
    });
}

function inReview(service: Service): Promise<PayoutDto[]> {
  const payouts = service.get(PayoutsService);
  return everyPage((page) => payouts.list({ review: true, ...page }, operator(userName())));
}

function toRow({ id, version: current, status, account, amount, currency, review }: PayoutDto): string[] {
  return [id, String(current), status, account, `${amount} ${currency}`, review?.reason ?? '', review?.since ?? ''];
}

function note(text: string): string {
  const problem = textProblem(text, MAX_NOTE);
  if (problem !== null) throw new InvalidArgumentError(`It ${problem}.`);
  return text;
}

function version(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError('It must be the version of the payout, a number.');
  return Number(text);
}
