export { GoldenImage, type GoldenImageArgs } from "./golden-image.ts";
export { templateImages } from "./template-images.ts";
