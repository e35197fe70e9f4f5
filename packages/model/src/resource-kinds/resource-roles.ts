import type { Stage } from "../vocabulary.ts";

/** What all kinds of a role have in common. */
export interface ResourceRoleTraits {
  /**
   * Place in the order of removal, 1 first: what uses others goes before what is used. Null: no inventory lists it, because it goes with
   * what it belongs to.
   */
  readonly removal: number | null;
  /** Whether it is a machine or a data volume: with one of them goes what nobody brings back. */
  readonly holdsData: boolean;
  /** Stage of the operation that makes it. `by name`: a command's own name says it. Null: it reports nothing about progress. */
  readonly stage: Stage | "by name" | null;
}

/** What a resource can be for. */
export const RESOURCE_ROLES = {
  /** Leads to a machine that is elsewhere. */
  link: { removal: 1, holdsData: false, stage: null },
  machine: { removal: 2, holdsData: true, stage: "allocate" },
  /** A tenant's share of a machine. What it holds is in its volume. */
  slot: { removal: 3, holdsData: false, stage: "allocate" },
  container: { removal: null, holdsData: false, stage: "allocate" },
  /** What a machine is provisioned from and reads again at every start. */
  snippet: { removal: 4, holdsData: false, stage: "allocate" },
  pool: { removal: 5, holdsData: false, stage: "allocate" },
  volume: { removal: 6, holdsData: true, stage: "allocate" },
  /** An address that outlives the machine that has it. */
  address: { removal: 7, holdsData: false, stage: "allocate" },
  network: { removal: 8, holdsData: false, stage: "allocate" },
  firewall: { removal: 9, holdsData: false, stage: "allocate" },
  placement_group: { removal: 10, holdsData: false, stage: "allocate" },
  key: { removal: 11, holdsData: false, stage: "allocate" },
  image: { removal: 12, holdsData: false, stage: "allocate" },
  tag: { removal: 13, holdsData: false, stage: "allocate" },
  /** What a name in the DNS is made of. */
  name: { removal: 14, holdsData: false, stage: "configure" },
  /** A part of something else, such as the attachment of a volume: no list names it by whose it is. */
  part: { removal: null, holdsData: false, stage: "allocate" },
  secret: { removal: null, holdsData: false, stage: null },
  /** Something that runs on a machine. */
  command: { removal: null, holdsData: false, stage: "by name" },
} as const satisfies Record<string, ResourceRoleTraits>;

export type ResourceRole = keyof typeof RESOURCE_ROLES;

/** Roles whose kinds an inventory lists. */
export type ListedRole = {
  [R in ResourceRole]: (typeof RESOURCE_ROLES)[R]["removal"] extends null ? never : R;
}[ResourceRole];
