const REDIRECTS = "must be URLs, separated by commas without spaces, in which * stands for anything but . and /";

/**
 * What keeps a list from being redirect URLs that can ever fit. https://supabase.com/docs/guides/auth/redirect-urls; `IsRedirectURLValid` of the
 * auth server says which can.
 */
export function redirectListFault(list: string): string | undefined {
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
