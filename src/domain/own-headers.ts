const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/**
 * The characters that HTTP can carry in a value (RFC 9110, 5.5): no control characters but the tab, none beyond a byte.
 */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers that only the client sets: another value would break the request or its signature. */
const OURS = ['authorization', 'connection', 'content-length', 'content-type', 'host', 'transfer-encoding'];

/**
 * The problems of the user's own headers, which are sent unsigned with every request. Values are not quoted, because a
 * header can hold a token.
 * @param of what the headers belong to, for messages: `customHeaders of account a`
 */
export function headerProblems(headers: Readonly<Record<string, string>>, of: string): string[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const header = `${of}: ${JSON.stringify(name)}`;
    if (!HEADER_NAME.test(name)) return [`${header} is not a header's name`];
    if (OURS.includes(name.toLowerCase())) return [`${header} cannot be set, the client sets it itself`];
    return HEADER_VALUE.test(value)
      ? []
      : [`${header} has a line feed or another character a header cannot have`];
  });
}
