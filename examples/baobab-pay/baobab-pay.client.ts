import { Inject, Injectable } from '@nestjs/common';
import { ProviderHttp, type ProviderReply, pathSegment } from 'cauri';
import { BaobabPayOptions } from './baobab-pay.options.js';

/** `POST /api/transfers` */
export interface CreateTransfer {
  /** "Baobab Pay executes a reference once within a merchant; a second request with it is answered 409." */
  readonly reference: string;
  /** Whole francs, as text. */
  readonly amount: string;
  readonly currency: 'XAF';
  /** E.164 with `+`. */
  readonly phone: string;
  readonly note?: string;
}

/** Baobab Pay's HTTP API in its own words: one request per method, the reply as it came. No decisions. */
@Injectable()
export class BaobabPayClient {
  private readonly http: ProviderHttp;

  constructor(@Inject(BaobabPayOptions) private readonly options: BaobabPayOptions) {
    this.http = new ProviderHttp({ timeoutMs: options.timeoutMs, proxy: null });
  }

  createTransfer(body: CreateTransfer): Promise<ProviderReply> {
    return this.http.request({ method: 'POST', url: this.url('transfers'), headers: this.headers, body });
  }

  /** 404 when there is none. */
  async getTransfer(reference: string): Promise<ProviderReply> {
    const url = this.url(`transfers/${pathSegment(reference)}`);
    return this.http.request({ method: 'GET', url, headers: this.headers });
  }

  private url(path: string): string {
    return `${this.options.account.baseUrl}/api/${path}`;
  }

  private get headers(): Record<string, string> {
    return { authorization: `Bearer ${this.options.account.token}` };
  }
}
