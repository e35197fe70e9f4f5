/** What a machine is called in the API of each cloud at which the demo's story deletes one. */
export const STORY_MACHINES: Readonly<Partial<Record<string, string>>> = {
  hetzner: "servers",
  digitalocean: "droplets",
};

/** The clouds at which the story can be told. */
export const STORY_CLOUDS: readonly string[] = Object.keys(STORY_MACHINES);
