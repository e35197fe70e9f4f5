import { notFound } from "./errors.ts";
import { listAnswer } from "./lists.ts";
import { operation } from "./project.ts";

// https://docs.hetzner.cloud/reference/cloud#tag/isos/list_isos
const listIsos = operation("GET /isos", ({ query }) =>
  listAnswer(query, [], { collection: "isos", wire: (iso) => iso }),
);

// https://docs.hetzner.cloud/reference/cloud#tag/isos/get_iso
const getIso = operation("GET /isos/{id}", ({ id }) => {
  throw notFound("iso", id);
});

export const isoOperations = [listIsos, getIso];
