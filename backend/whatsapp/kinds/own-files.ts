/** Ids of uploads begin so; any other is Meta's own. */
const OWN_PREFIX = 'md_';

/** Whether a file named in the Graph API's form is an upload of ours, which Meta has to get first. */
export function isOwnFile(id: string | undefined): id is string {
  return id?.startsWith(OWN_PREFIX) ?? false;
}
