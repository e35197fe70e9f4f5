/** How much the API takes, and from where. 0: no limit. */
export interface HttpLimits {
  /** Requests of an API key in a minute, at all API processes together. */
  perKey: number;
  /** Requests of an address in a minute, at all API processes together. */
  perAddress: number;
  /** Requests of an address without a valid key in a minute, at all API processes together. */
  failures: number;
  /** Event streams of an API key at a time, at this process. */
  streams: number;
  /** Origins of web pages that may use the API. */
  corsOrigins: readonly string[];
  /** Proxies whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly string[];
}

/** How long requests are counted together. */
export const WINDOW_MS = 60_000;
