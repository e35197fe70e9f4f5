/** The name that stands for the zone itself. */
export const APEX = "@";

/** Names that lead to a tenant's machine, each with the beginning of its resources' names. */
export interface WantedName {
  prefix: string;
  fullName: string;
  /** A domain of the customer's own comes and goes; the tenant's name stays as long as the tenant. */
  mayGo: boolean;
}

/** What decides the names. */
export interface NameRequest {
  zone: string;
  name: string;
  wildcard?: boolean;
  domain?: string;
}

/** A tenant's full name. */
export function fullName({ name, zone }: NameRequest): string {
  return name === APEX ? zone : `${name}.${zone}`;
}

/** Every name that gets records, without repetition. */
export function wantedNames(request: NameRequest): WantedName[] {
  const own = fullName(request);
  const { wildcard, domain, zone } = request;
  const inZone = domain !== undefined && domain !== own && isWithin(domain, zone);
  return [
    { prefix: "", fullName: own, mayGo: false },
    ...(wildcard ? [{ prefix: "wildcard-", fullName: `*.${own}`, mayGo: false }] : []),
    ...(inZone ? [{ prefix: "domain-", fullName: domain, mayGo: true }] : []),
  ];
}

/** True for the zone itself and every name in it. */
function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}
