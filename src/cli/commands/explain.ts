import type { Command } from 'commander';
import type { ExplanationDto } from '../../payouts/dto/explanation.dto.js';
import { PayoutsService } from '../../payouts/payouts.service.js';
import { operator, payoutId, userName } from '../arguments.js';
import { withService } from '../service.js';
import { command, type OutputOptions, print, type Shell } from '../shell.js';

/** Creates the command `cauri explain`. It only reads the database, and asks no provider. */
export function explainCommand(shell: Shell): Command {
  return command('explain', 'Explain the status of a payout and which actions are safe')
    .argument('<id>', 'the id of a payout', payoutId)
    .action((id: string, options: OutputOptions) =>
      withService(shell, async (service) => {
        const explanation = await service.get(PayoutsService).explain(id, operator(userName()));
        print(shell, options, explanation, sentences(explanation));
      }),
    );
}

function sentences({ summary, facts, waitingFor, next, resend, actions }: ExplanationDto): string[] {
  const notBefore = resend.notBefore === null ? '' : ` (not before ${resend.notBefore})`;
  return [
    summary,
    '',
    ...facts.map(({ at, source, fact }) => `  ${at}  ${source}: ${fact}`),
    '',
    ...(waitingFor === null ? [] : [`Waits for:  ${waitingFor}`]),
    ...(next === null ? [] : [`Next:       ${next.action} at ${next.at}`]),
    `Resend:     ${resend.allowed ? 'allowed' : 'no'}: ${resend.reason}${notBefore}`,
    `Actions:    ${actions.join(', ') || 'none'}`,
  ];
}
