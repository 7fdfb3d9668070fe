import { expect, test } from 'vitest';
import { headerProblems } from '../../src/domain/own-headers.js';
import { SECRET } from '../config/memory.js';

test.each([
  ['X-Team', 'ml', []],
  ['x_team.1', '', []],
  ['X-Team', 'a\tb é', []],
  ['X-Team', `a\r\nHost: ${SECRET}`, ['"X-Team" has a line feed or another character a header cannot have']],
  ['X-Team', '☃', ['"X-Team" has a line feed or another character a header cannot have']],
  ['X Team', SECRET, ['"X Team" is not a header\'s name']],
  ['', SECRET, ['"" is not a header\'s name']],
  ['X\r\nY', SECRET, ['"X\\r\\nY" is not a header\'s name']],
  ['authorization', SECRET, ['"authorization" cannot be set, the client sets it itself']],
  ['Host', SECRET, ['"Host" cannot be set, the client sets it itself']],
  ['CONTENT-LENGTH', SECRET, ['"CONTENT-LENGTH" cannot be set, the client sets it itself']],
])('%j: %j', (name, value, problems) => {
  expect(headerProblems({ [name]: value }, 'customHeaders of account a')).toEqual(
    problems.map((problem) => `customHeaders of account a: ${problem}`),
  );
});
