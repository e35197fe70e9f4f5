/** A container of a workload on a simulated machine. */
export interface DockerContainer {
  id: string;
  name: string;
  project: string;
  service: string;
  image: string;
  /** Name of the network that it is on. */
  network: string;
  /** Name of the volume that its data is in; those of a slot share the slot's. */
  volume: string;
  remove(): void;
}
