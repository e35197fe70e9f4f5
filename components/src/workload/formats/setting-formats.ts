import { canonicalNetwork, DomainName } from "@freehold/model";
import { emailFault } from "./email.ts";
import { hostFault } from "./host.ts";
import { redirectListFault } from "./redirect-list.ts";
import { redirectPatternsFault } from "./redirect-patterns.ts";
import { urlFault } from "./web-url.ts";

/** What a setting's value may be said to be. */
export const SETTING_FORMATS = [
  /** URL of a page or an app, with its scheme. */
  "url",
  "email",
  /** Name or address of a host, without a port. */
  "host",
  /** Domain name in lower case. */
  "domain",
  /** Network in CIDR form. */
  "cidr",
  /** Container image with a tag. */
  "image",
  /** Absolute path. */
  "path",
  /** Comma-separated patterns of URLs, as the auth server of Supabase takes them. */
  "redirect-patterns",
] as const;
export type SettingFormat = (typeof SETTING_FORMATS)[number];

type Fault = (value: string) => string | undefined;

/** What would not do what it is for: refused where a value is chosen. */
const FAULTS: Readonly<Record<SettingFormat, Fault>> = {
  url: urlFault,
  email: emailFault,
  host: hostFault,
  domain: (value) =>
    DomainName.safeParse(value).success ? undefined : "must be a domain name in lower case, such as app.example.com",
  cidr: (value) =>
    value.includes("/") && canonicalNetwork(value) !== undefined
      ? undefined
      : "must be a network in CIDR form, such as 192.0.2.0/24",
  image: (value) =>
    IMAGE.test(value) ? undefined : "must be a container image with a tag, such as ghcr.io/acme/app:1.4.2",
  path: (value) =>
    /^(\/[\w@%+=:,.-]+)+\/?$/.test(value) && !/\/\.{1,2}(\/|$)/.test(value)
      ? undefined
      : "must be an absolute path, such as /data",
  "redirect-patterns": redirectListFault,
};

/** What a service behind cannot start with: refused also of tenants that live, because none of them can. */
const FATAL: Readonly<Partial<Record<SettingFormat, Fault>>> = {
  "redirect-patterns": redirectPatternsFault,
};

/** https://github.com/distribution/reference/blob/v0.6.0/regexp.go: a host with a port, a path in small letters, a tag, a digest. */
const IMAGE =
  /^([A-Za-z0-9.-]+(:\d+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[\w][\w.-]{0,127}(@sha256:[0-9a-f]{64})?|@sha256:[0-9a-f]{64})$/;

/** Why a value is not of the format; undefined when it is. */
export function formatFault(format: SettingFormat, value: string): string | undefined {
  return FAULTS[format](value);
}

/** Why a service could not start with a value of the format; undefined when it can. */
export function fatalFault(format: SettingFormat, value: string): string | undefined {
  return FATAL[format]?.(value);
}
