/** What a Caddyfile has a proxy serve. */
export interface CaddySite {
  /** The names that are asked for. */
  names: string[];
  /** Certificates of an authority of the machine's own. */
  internal: boolean;
  /** The service that requests go to, and its port. */
  upstream: { service: string; port: number };
}

/**
 * The sites of a Caddyfile, as far as templates have them: names, `tls internal` and `reverse_proxy`, in blocks of their own; of a block for a
 * path the proxy of the site counts that is met first. https://caddyserver.com/docs/caddyfile/concepts
 *
 * @param environment of the proxy: `{$NAME}` is replaced before the file is parsed
 */
export function caddySites(caddyfile: string, environment: ReadonlyMap<string, string>): CaddySite[] {
  const text = caddyfile.replace(/\{\$(\w+)\}/g, (_all, name: string) => environment.get(name) ?? "");
  const sites: CaddySite[] = [];
  let depth = 0;
  let names: string[] = [];
  let body: string[] = [];
  for (const line of text.split("\n").map((each) => each.replace(/(^|\s)#.*$/, "").trim())) {
    if (line === "}") {
      depth -= 1;
      if (depth === 0 && names.length > 0) sites.push(...siteOf(names, body));
    } else if (line.endsWith("{")) {
      if (depth === 0) {
        names = line
          .slice(0, -1)
          .split(",")
          .map((name) => name.trim())
          .filter((name) => name !== "");
        body = [];
      }
      depth += 1;
    } else if (depth > 0) body.push(line);
  }
  return sites;
}

function siteOf(names: string[], body: readonly string[]): CaddySite[] {
  const [, service, port] =
    body.map((line) => /^reverse_proxy\s+(?:\S+\s+)?([a-z0-9_-]+):(\d+)$/.exec(line)).find(Boolean) ?? [];
  if (service === undefined) return [];
  return [{ names, internal: body.includes("tls internal"), upstream: { service, port: Number(port) } }];
}
