import { z } from "zod";
import { type EngineCall, refuseIt } from "./call.ts";
import { type DockerVolume, newDockerId } from "./state.ts";

const Texts = z.record(z.string(), z.string()).nullish();

const VolumeBody = z.strictObject({
  Name: z.string().optional(),
  Driver: z.string().optional(),
  DriverOpts: Texts,
  Labels: Texts,
});

// docs.docker.com/reference/api/engine/version/v1.41/#tag/Volume/operation/VolumeCreate
export function createVolume({ body, state }: EngineCall): { status: number; body: unknown } {
  const wanted = VolumeBody.parse(body);
  const name = wanted.Name || newDockerId();
  // The real engine answers with the volume that is there.
  const volume: DockerVolume = state.volumes.get(name) ?? {
    CreatedAt: new Date().toISOString(),
    Driver: wanted.Driver || "local",
    Labels: wanted.Labels ?? {},
    Mountpoint: `/var/lib/docker/volumes/${name}/_data`,
    Name: name,
    Options: wanted.DriverOpts ?? null,
    Scope: "local",
  };
  state.volumes.set(name, volume);
  return { status: 201, body: volume };
}

export function listVolumes({ state, selects }: EngineCall): { status: number; body: unknown } {
  return { status: 200, body: { Volumes: [...state.volumes.values()].filter(selects), Warnings: null } };
}

export function inspectVolume(call: EngineCall): { status: number; body: unknown } {
  return { status: 200, body: volumeOf(call) };
}

export function removeVolume(call: EngineCall): { status: number; body: unknown } {
  if (!call.state.volumes.has(call.id) && call.query.get("force") === "true") return { status: 204, body: undefined };
  const { Name } = volumeOf(call);
  if (call.containers().some(({ volume }) => volume === Name)) refuseIt(409, `remove ${Name}: volume is in use`);
  call.state.volumes.delete(Name);
  return { status: 204, body: undefined };
}

function volumeOf({ id, state }: EngineCall): DockerVolume {
  return state.volumes.get(id) ?? refuseIt(404, `get ${id}: no such volume`);
}
