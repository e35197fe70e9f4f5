import { Initial } from "./0001-initial.ts";
import { Hosts } from "./0005-hosts.ts";

/** In order. A migration that has been released is never edited: the next one is added. */
export const MIGRATIONS = [
  { name: "0001-initial", class: Initial },
  { name: "0005-hosts", class: Hosts },
];
