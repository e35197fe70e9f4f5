/** The name that stands for the zone itself. */
export const APEX = "@";

/** Names that lead to a tenant's machine, each with the beginning of its resources' names. */
export interface WantedName {
  prefix: string;
  fullName: string;
}

/** What decides the names. */
export interface NameWish {
  zone: string;
  name: string;
  wildcard?: boolean;
  domain?: string;
}

/** A tenant's full name. */
export function fullName({ name, zone }: NameWish): string {
  return name === APEX ? zone : `${name}.${zone}`;
}

/** Every name that gets records, without repetition. */
export function wantedNames(wish: NameWish): WantedName[] {
  const own = fullName(wish);
  const { wildcard, domain, zone } = wish;
  const inZone = domain !== undefined && domain !== own && isWithin(domain, zone);
  return [
    { prefix: "", fullName: own },
    ...(wildcard ? [{ prefix: "wildcard-", fullName: `*.${own}` }] : []),
    ...(inZone ? [{ prefix: "domain-", fullName: domain }] : []),
  ];
}

/** True for the zone itself and every name in it. */
function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}
