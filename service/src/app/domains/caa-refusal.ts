import type { CaaRecord, DnsLookup } from "./dns-port.ts";

/** Whom machines and edges ask for certificates: Let's Encrypt, as its CAA records name it. */
const AUTHORITY = "letsencrypt.org";
/** By which methods they prove a name. */
const METHODS = ["http-01", "tls-alpn-01"];
const KNOWN_TAGS = ["issue", "issuewild", "iodef", "contactemail", "contactphone", "issuemail", "issuevmc"];

/**
 * Why the CAA records that count for a domain keep the authority from giving a certificate for it, so that it is not asked in vain; undefined
 * when they do not. The records that count are those of the closest name upwards that has any: https://www.rfc-editor.org/rfc/rfc8659#section-3
 */
export async function caaRefusal(dns: DnsLookup, domain: string): Promise<string | undefined> {
  const labels = domain.split(".");
  for (let above = 0; above < labels.length; above += 1) {
    const name = labels.slice(above).join(".");
    const records = await dns.caa(name);
    if (records.length > 0) return refusalBy(name, records);
  }
  return undefined;
}

function refusalBy(name: string, records: readonly CaaRecord[]): string | undefined {
  const wanted = `add a CAA record \`0 issue "${AUTHORITY}"\` to it`;
  const unknown = records.find(({ critical, tag }) => critical && !KNOWN_TAGS.includes(tag.toLowerCase()));
  if (unknown !== undefined)
    return `the CAA record ${unknown.tag} of ${name} is critical and known to no authority: take it away`;
  const issuers = records.filter(({ tag }) => tag.toLowerCase() === "issue").map(({ value }) => issuerOf(value));
  if (issuers.length === 0) return undefined;
  const ours = issuers.filter(({ authority }) => authority === AUTHORITY);
  if (ours.some(allows)) return undefined;
  if (ours.length > 0)
    return `the CAA records of ${name} allow ${AUTHORITY} only with ${ours.map(({ parameters }) => parameters.join("; ")).join(", ")}: ${wanted}`;
  const others = issuers.flatMap(({ authority }) => (authority === "" ? [] : [authority]));
  return `the CAA records of ${name} allow ${others.join(", ") || "nobody"} to issue certificates, not ${AUTHORITY}: ${wanted}`;
}

interface Issuer {
  /** Empty: nobody. */
  authority: string;
  parameters: string[];
}

/** `letsencrypt.org; validationmethods=http-01` */
function issuerOf(value: string): Issuer {
  const [authority = "", ...parameters] = value.split(";").map((part) => part.trim());
  return { authority: authority.toLowerCase(), parameters: parameters.filter(Boolean) };
}

/** A machine has an account of its own at the authority, which no record can name beforehand. https://www.rfc-editor.org/rfc/rfc8657 */
function allows({ parameters }: Issuer): boolean {
  return parameters.every((parameter) => {
    const [name = "", value = ""] = parameter.split("=").map((part) => part.trim());
    if (name.toLowerCase() === "accounturi") return false;
    if (name.toLowerCase() !== "validationmethods") return true;
    return value.split(",").some((method) => METHODS.includes(method.trim().toLowerCase()));
  });
}
