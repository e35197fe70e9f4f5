import { DomainName } from "@freehold/model";
import { isAddress } from "./host.ts";

const SITE = "must be the URL of a page, such as https://app.example.com";

/** What keeps a text from being the URL of a page, or of an app, that people are sent to. */
export function urlFault(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (/[^\x21-\x7e]/.test(value)) return `${SITE}, a host in other letters in A-label form (xn--…)`;
  if (url === undefined || !/^[a-z][a-z0-9+.-]*:\/\//.test(value)) return SITE;
  if (/[*?[\]{}]/.test(value.split("?")[0] ?? "")) return `${SITE}, without patterns`;
  if (url.username !== "" || url.password !== "") return `${SITE}, without a user and a password`;
  return url.hash === "" ? hostOfUrlFault(url, SITE) : `${SITE}, without a #fragment`;
}

/** As written, not as the parser has it: who compares it compares texts. */
function hostOfUrlFault({ protocol, hostname }: URL, allowed: string): string | undefined {
  if (!/^https?:$/.test(protocol)) return undefined;
  return hostname === "localhost" || isAddress(hostname) || DomainName.safeParse(hostname).success
    ? undefined
    : allowed;
}
