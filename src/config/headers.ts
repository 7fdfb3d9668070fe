const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** What HTTP can carry in a value (RFC 9110, 5.5): no control characters but the tab, no character beyond a byte. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What the client itself must say of a request; anything else there would break or betray it. */
const OURS = ['authorization', 'connection', 'content-length', 'content-type', 'host', 'transfer-encoding'];

/**
 * The problems of an account's customHeaders, which go unsigned with every request. Values are not quoted: a header
 * can hold a token.
 */
export function headerProblems(headers: Readonly<Record<string, string>>, from: string): string[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const header = `customHeaders of ${from}: ${JSON.stringify(name)}`;
    if (!NAME.test(name)) return [`${header} is not a header's name`];
    if (OURS.includes(name.toLowerCase())) return [`${header} cannot be set, the client sets it itself`];
    return VALUE.test(value) ? [] : [`${header} has a line feed or another character a header cannot have`];
  });
}
