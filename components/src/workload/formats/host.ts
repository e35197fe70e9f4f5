import { DomainName } from "@freehold/model";

/** What keeps a text from being a host's name or address. */
export function hostFault(value: string): string | undefined {
  const isHost =
    DomainName.safeParse(value.toLowerCase()).success || /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(value);
  return isHost || isAddress(value)
    ? undefined
    : "must be a host's name or address, such as smtp.example.com, without a port";
}

/** Whether a text has the form of an IP address; that of IPv6 also in brackets. */
export function isAddress(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text)
    ? text.split(".").every((part) => Number(part) < 256)
    : /^\[?[0-9a-f:.]*:[0-9a-f:.]*\]?$/i.test(text);
}
