import axe, { type AxeResults } from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** One person with a browser at the console, whose complaints are kept. */
export class ConsoleBrowser {
  /** Errors of scripts, and what the Content-Security-Policy has refused. */
  readonly complaints: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly url: string,
  ) {
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<ConsoleBrowser> {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    return new ConsoleBrowser(context, await context.newPage(), url);
  }

  async go(place = ''): Promise<void> {
    await this.page.goto(`${this.url}/console${place && `/${place}`}`);
  }

  async signIn(key: string): Promise<void> {
    await this.go('sign-in');
    await this.page.getByLabel(/API key|Clé d’API/).fill(key);
    await this.page.keyboard.press('Enter');
    await this.page.waitForURL(/\/console$/);
  }

  /** Uploads a file and gets to its report. */
  async upload(...lines: string[]): Promise<void> {
    await this.go('batches');
    await this.page.getByRole('link', { name: 'New batch' }).click();
    const buffer = Buffer.from(lines.join('\r\n'));
    await this.page.getByLabel('CSV file').setInputFiles({ name: 'wages.csv', mimeType: 'text/csv', buffer });
    await this.page.getByRole('button', { name: 'Check the file' }).click();
  }

  /** Sentences in the page that are marked as English. Single words are those of a provider, which stay as they are. */
  async english(): Promise<string[]> {
    const texts = await this.page.locator('main [lang="en"]').allTextContents();
    return texts.filter((text) => text.trim().includes(' '));
  }

  /**
   * What axe finds wrong with the page as it is shown now, and whether it is wider than its window. In the dark only the
   * contrast differs.
   */
  async faults(scheme: 'light' | 'dark'): Promise<string[]> {
    const runOnly = scheme === 'light' ? WCAG : ['color-contrast'];
    // Evaluated by the debugger, because the policy of the page lets no script in.
    if (!(await this.page.evaluate<boolean>('"axe" in globalThis'))) await this.page.evaluate(axe.source);
    const { violations } = await this.page.evaluate<AxeResults>(
      `axe.run({ runOnly: ${JSON.stringify(runOnly)}, resultTypes: ['violations'] })`,
    );
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`,
    );
    const beyond = await this.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    return beyond > 0 ? [...found, `the page is ${beyond} px wider than its window`] : found;
  }
}
