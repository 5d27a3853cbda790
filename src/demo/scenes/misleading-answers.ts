import { all, numbers, tally } from '../tally.js';
import type { Scene } from './scene.js';

/**
 * Shows that Cauri does not trust an error status: after a 403 and a 500 it looks up the payouts at the provider. It
 * sends again only the payout that the provider does not have.
 */
export const misleadingAnswers: Scene = {
  title: 'Answers of JumiaPay that mislead',
  async play(stage) {
    const { drafts } = stage;
    const blocked = await stage.order('HTML 403, not executed', [drafts.make('jumia-credits', 'html-403')]);
    const broken = await stage.order('500, yet executed', [drafts.make('jumia-credits', 'error-500-executed')]);
    const afterFirewall = await stage.settled(blocked);
    const after500 = await stage.settled(broken);
    const evidence = await stage.evidence();
    const resent = tally(afterFirewall, evidence);
    stage.check(
      all(afterFirewall, 'paid') && resent.executed === 1,
      `a firewall's HTML 403: not found by look-up, so the same id goes out again: ${numbers(resent)}`,
    );
    const found = tally(after500, evidence);
    stage.check(
      all(after500, 'paid') && found.posts === 1 && found.executed === 1,
      `a 500 after executing: found by look-up, so it does not: ${numbers(found)}`,
    );
  },
};
