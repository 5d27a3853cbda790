/** A page as a browser without JavaScript sees it. */
export interface SeenPage {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where the page is, after redirects. */
  readonly place: string;
}

/** A browser without JavaScript at the console: keeps cookies, follows redirects, sends forms with the page's token. */
export class ConsoleVisitor {
  readonly cookies = new Map<string, string>();
  private token = '';

  /** The headers are sent with every request, as a proxy of a host would. */
  constructor(
    private readonly url: string,
    private readonly base = '/console',
    private readonly always: Record<string, string> = {},
  ) {}

  async get(place: string, headers: Record<string, string> = {}): Promise<SeenPage> {
    return this.seen(await this.fetch(place, { headers }));
  }

  /** Sends a form with the token of the page that was seen last. */
  async send(
    place: string,
    fields: Record<string, string | Blob>,
    headers: Record<string, string> = {},
  ): Promise<SeenPage> {
    const withFile = Object.values(fields).some((value) => typeof value !== 'string');
    const form = withFile ? new FormData() : new URLSearchParams();
    for (const [name, value] of Object.entries({ token: this.token, ...fields })) form.append(name, value as string);
    return this.seen(await this.fetch(place, { method: 'POST', body: form, headers }));
  }

  async signIn(key: string): Promise<SeenPage> {
    await this.get('sign-in');
    return this.send('sign-in', { key, next: '' });
  }

  /** One request, without following a redirect. */
  async fetch(place: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const address = place.startsWith('/') ? `${this.url}${place}` : `${this.url}${this.base}${place && `/${place}`}`;
    const answer = await fetch(address, {
      redirect: 'manual',
      ...init,
      headers: { ...this.always, ...init.headers, cookie },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  private async seen(
    answer: Response,
    place = new URL(answer.url).pathname + new URL(answer.url).search,
  ): Promise<SeenPage> {
    const location = answer.headers.get('location');
    if ([303, 308].includes(answer.status) && location !== null) return this.seen(await this.fetch(location), location);
    const text = await answer.text();
    this.token = /name="token" value="([^"]+)"/.exec(text)?.[1] ?? this.token;
    return { status: answer.status, headers: answer.headers, text, place };
  }
}
