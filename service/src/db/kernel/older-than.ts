/** The condition for rows behind a place in a list that is newest first, ordered by time and id. */
export function olderThan({ createdAt, id }: { createdAt: Date; id: string }) {
  return { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, id: { $lt: id } }] };
}
