/** Opens parts at the same time. Waits for all, also when one fails: what is opened late must be there to be closed. */
export async function allOpened<Parts extends readonly unknown[]>(
  opening: {
    [Key in keyof Parts]: Promise<Parts[Key]>;
  },
): Promise<Parts> {
  await Promise.allSettled(opening);
  return Promise.all(opening) as Promise<Parts>;
}
