import { DomainName } from "@freehold/model";
import { redirectPatternsFault } from "./redirect-patterns.ts";

/** What the services behind cannot start with: refused also of tenants that live, because none of them can. */
export const FATAL: Readonly<Record<string, (value: string) => string | undefined>> = {
  redirectUrls: redirectPatternsFault,
};

/** What would not do what it is for: refused where a value is chosen. An empty value stands for none. */
export const FORMATS: Readonly<Record<string, (value: string) => string | undefined>> = {
  siteUrl: siteUrlFault,
  redirectUrls: redirectUrlsFault,
  smtpHost: hostFault,
  smtpAdminEmail: emailFault,
};

const SITE = "must be the URL of a page, such as https://app.example.com";

function siteUrlFault(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (/[^\x21-\x7e]/.test(value)) return `${SITE}, a host in other letters in A-label form (xn--…)`;
  if (url === undefined || !/^[a-z][a-z0-9+.-]*:\/\//.test(value)) return SITE;
  if (/[*?[\]{}]/.test(value.split("?")[0] ?? "")) return `${SITE}; patterns belong into redirectUrls`;
  if (url.username !== "" || url.password !== "") return `${SITE}, without a user and a password`;
  return url.hash === "" ? hostOfUrlFault(url, SITE) : `${SITE}, without a #fragment`;
}

const REDIRECTS = "must be URLs, separated by commas without spaces, in which * stands for anything but . and /";

/** https://supabase.com/docs/guides/auth/redirect-urls; `IsRedirectURLValid` of the auth server says which can ever fit. */
function redirectUrlsFault(list: string): string | undefined {
  for (const pattern of list.split(",")) {
    const shown = JSON.stringify(pattern);
    if (pattern === "") return `${REDIRECTS}; one of them is empty`;
    if (/\s/.test(pattern)) return `${REDIRECTS}; ${shown} has a space`;
    if (/[{}]/.test(pattern)) return `${REDIRECTS}; ${shown} has { }, whose commas would end it`;
    if (pattern.includes("#")) return `${REDIRECTS}; ${shown} has a #fragment, which is never compared`;
    if (!/^[a-z*][a-z0-9+.*-]*:/i.test(pattern))
      return `${REDIRECTS}; ${shown} does not begin with a scheme such as https://`;
    const host = /^https?:\/\/([^/?#:]*)/i.exec(pattern)?.[1];
    if (host === "") return `${REDIRECTS}; ${shown} names no host`;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what is not ASCII is looked for
    if (host !== undefined && /[^\x00-\x7f]/.test(host))
      return `${REDIRECTS}; ${shown} must have its host in A-label form (xn--…)`;
  }
  return undefined;
}

function hostFault(value: string): string | undefined {
  const isHost =
    DomainName.safeParse(value.toLowerCase()).success || /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(value);
  return isHost || isAddress(value)
    ? undefined
    : "must be a host's name or address, such as smtp.example.com, without a port";
}

function emailFault(value: string): string | undefined {
  const [, local, domain = ""] = /^([a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@(.+)$/.exec(value) ?? [];
  const dots = local === undefined || /^\.|\.\.|\.$/.test(local);
  return !dots && DomainName.safeParse(domain.toLowerCase()).success
    ? undefined
    : "must be one e-mail address, such as hello@example.com, its domain in A-label form";
}

/** As written, not as the parser has it: the auth server compares texts. */
function hostOfUrlFault({ protocol, hostname }: URL, allowed: string): string | undefined {
  if (!/^https?:$/.test(protocol)) return undefined;
  return hostname === "localhost" || isAddress(hostname) || DomainName.safeParse(hostname).success
    ? undefined
    : allowed;
}

function isAddress(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text)
    ? text.split(".").every((part) => Number(part) < 256)
    : /^\[?[0-9a-f:.]*:[0-9a-f:.]*\]?$/i.test(text);
}
