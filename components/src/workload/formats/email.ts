import { DomainName } from "@freehold/model";

/** What keeps a text from being one e-mail address, without a name beside it. */
export function emailFault(value: string): string | undefined {
  const [, local, domain = ""] = /^([a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@(.+)$/.exec(value) ?? [];
  const dots = local === undefined || /^\.|\.\.|\.$/.test(local);
  return !dots && DomainName.safeParse(domain.toLowerCase()).success
    ? undefined
    : "must be one e-mail address, such as hello@example.com, its domain in A-label form";
}
