/**
 * The rows that apply to a family, in the order in which they are tried: the user's own, then ours; of each, those of the family
 * before those of every family.
 */
export function rowsFor<R extends { family: string; own?: true }>(rows: readonly R[], family: string): R[] {
  return [true, false].flatMap((own) =>
    [family, '*'].flatMap((each) => rows.filter((row) => row.family === each && (row.own === true) === own)),
  );
}
