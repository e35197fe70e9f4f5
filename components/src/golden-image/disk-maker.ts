import type * as pulumi from "@pulumi/pulumi";

/** The machine that an image is to be taken of. */
export interface BuilderOrder {
  parent: pulumi.Resource;
  hostname: string;
  region: string;
  /** Firewall profile that applies to it. */
  profile: string;
  serverType: string;
  /** The cloud's image that it starts from. */
  image: string;
  publicKey: pulumi.Input<string>;
  userData: pulumi.Output<string>;
}

/** An image that is to be taken of a machine. */
export interface ImageOrder {
  parent: pulumi.Resource;
  imageName: string;
  version: string;
  builderId: pulumi.Output<string>;
  /** What must have happened on the machine. */
  after: pulumi.Resource | undefined;
}

/** How one cloud makes images. */
export interface DiskMaker {
  builder(name: string, order: BuilderOrder): { resource: pulumi.CustomResource; ipv4: pulumi.Output<string> };
  /** The cloud's id of the image. */
  image(name: string, order: ImageOrder): pulumi.Output<string>;
}
