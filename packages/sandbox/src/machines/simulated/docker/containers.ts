import { createHash } from "node:crypto";
import type { HostState } from "../host-state.ts";
import { type EngineCall, refuseIt } from "./call.ts";
import type { DockerContainer } from "./container.ts";

/** The containers of all workloads, the slots' included. */
export function containersOf(host: HostState): DockerContainer[] {
  const slots = [...host.slots.values()].map((slot) => ({ workloads: slot.workloads, network: `fh-${slot.tenantId}` }));
  return [{ workloads: host.workloads, network: undefined }, ...slots].flatMap(({ workloads, network }) =>
    [...workloads.values()].flatMap(({ bundle }) =>
      bundle.services.map((service) => ({
        id: createHash("sha256").update(`${bundle.project}/${service.name}`).digest("hex"),
        name: `${bundle.project}-${service.name}-1`,
        project: bundle.project,
        service: service.name,
        image: service.image,
        network: network ?? `${bundle.project}_default`,
        volume: network ?? "",
        remove: () => {
          bundle.services.splice(bundle.services.indexOf(service), 1);
        },
      })),
    ),
  );
}

export function listContainers({ containers, selects }: EngineCall): { status: number; body: unknown } {
  const shown = containers().map(({ id, name, image, project, service, network, volume }) => ({
    Id: id,
    Names: [`/${name}`],
    Image: image,
    State: "running",
    Labels: { "com.docker.compose.project": project, "com.docker.compose.service": service },
    NetworkSettings: { Networks: { [network]: {} } },
    Mounts: [{ Type: "volume", Name: volume }],
  }));
  return {
    status: 200,
    body: shown.filter(({ Labels, Names, Mounts }) =>
      selects({ Labels, Name: Names[0]?.slice(1) ?? "", volume: Mounts[0]?.Name ?? "" }),
    ),
  };
}

export function removeContainer({ id, containers }: EngineCall): { status: number; body: unknown } {
  const found = containers().find((container) => container.id === id || container.name === id);
  (found ?? refuseIt(404, `No such container: ${id}`)).remove();
  return { status: 204, body: undefined };
}
