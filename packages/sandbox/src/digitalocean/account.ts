import { operation } from "./team.ts";

/** Limits that the vendor gives a new team. They are reported and not enforced. */
const LIMITS = { droplet_limit: 25, floating_ip_limit: 5 };

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/account_get
const getAccount = operation("GET /account", ({ account: team }) => ({
  status: 200,
  body: {
    account: {
      ...LIMITS,
      email: "owner@example.com",
      name: team.name,
      uuid: team.uuid,
      email_verified: true,
      status: "active",
      status_message: "",
      team: { uuid: team.uuid, name: team.name },
    },
  },
}));

export const accountOperations = [getAccount];
