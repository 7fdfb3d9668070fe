// npm run docs:look: opens every page of the built site in a headless Chromium, as on a phone and on a desktop, in
// light and dark colours. It fails if something is wider than the page, missing, not found by the search or not linked
// from anywhere. With `--pictures FOLDER` it stores a picture of each page. npx provides playwright-core; the browser
// must be on this machine.
import { createReadStream, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { delimiter, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const SITE = fileURLToPath(new URL('../docs/.vitepress/dist', import.meta.url));
const WIDTHS = [390, 1280];
const SCHEMES = ['light', 'dark'];
/** What people search for, and a page that must be among the results. */
const SEARCHES = [
  ['scale to zero', '/guide/nights'],
  ['at most once', '/explanation/at-most-once'],
  ['holds', '/guide/holds'],
  ['EXOSCALE_API_KEY', '/reference'],
];
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const wrong = [];
/** Notes what is wrong, unless the condition holds. */
const expect = (is, what) => is || wrong.push(what);

/**
 * Serves the site as a host of static files does: without `.html` in addresses, and with its own page for missing
 * files.
 */
async function serve() {
  const server = createServer(({ url }, response) => {
    const path = decodeURIComponent(new URL(url, 'http://site').pathname);
    const name = path.endsWith('/') ? `${path}index.html` : extname(path) ? path : `${path}.html`;
    const isThere = existsSync(join(SITE, name));
    const file = isThere ? name : '/404.html';
    response.writeHead(isThere ? 200 : 404, {
      'content-type': TYPES[extname(file)] ?? 'text/plain; charset=utf-8',
    });
    createReadStream(join(SITE, file)).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${server.address().port}` };
}

/** The addresses of all pages. */
const pages = readdirSync(SITE, { recursive: true })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.html') && file !== '404.html')
  .map((file) => `/${file.replace(/(?:^|(?<=\/))index\.html$|\.html$/, '')}`)
  .sort();

function chromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
  if (!found) throw new Error(`no browser here: ${names.join(', ')}`);
  return found;
}

/** Whether the page has the colour scheme that is wanted. Runs in the page. */
const hasColours = (scheme) => document.documentElement.classList.contains('dark') === (scheme === 'dark');

/** Measures what the page shows. Runs in the page. */
function measure() {
  const { documentElement: root } = document;
  const scrolls = (element) =>
    element && (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  const wide = [...document.querySelectorAll('main *')].filter(
    (one) => one.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(one),
  );
  return {
    over: root.scrollWidth - root.clientWidth,
    wide: wide.map((one) => `${one.tagName} ${one.textContent.trim().slice(0, 40)}`).slice(0, 3),
    title: document.title,
    description: document.querySelector('meta[name=description]')?.content ?? '',
    headings: document.querySelectorAll('h1').length,
    broken: [...document.images].filter((one) => !one.naturalWidth || !one.alt).map((one) => one.src),
    ids: [...document.querySelectorAll('[id]')].map(({ id }) => id),
    links: [...document.querySelectorAll('a[href]')].map((one) => one.href),
  };
}

/**
 * Opens one page in every size and colour scheme. Returns what was measured, and notes what the browser complains of.
 */
async function look(window, origin, path) {
  const complaints = [];
  const onConsole = (message) => message.type() === 'error' && complaints.push(message.text());
  // Pages that are fetched in advance are aborted when the next page is opened: this is no failure.
  const onFailed = (request) =>
    request.failure()?.errorText === 'net::ERR_ABORTED' || complaints.push(`${request.url()} failed`);
  window.on('console', onConsole);
  window.on('requestfailed', onFailed);
  await window.goto(origin + path, { waitUntil: 'load' });
  let seen;
  for (const width of WIDTHS)
    for (const colorScheme of SCHEMES) {
      await window.setViewportSize({ width, height: 844 });
      await window.emulateMedia({ colorScheme });
      const where = `${path} at ${width} px, ${colorScheme}`;
      const has = await window
        .waitForFunction(hasColours, colorScheme, { timeout: 10_000 })
        .catch(() => false);
      expect(has, `${where}: it has the other colours`);
      seen = await window.evaluate(measure);
      expect(seen.over <= 0, `${where}: ${seen.over} px wider than the page`);
      expect(seen.wide.length === 0, `${where}: beyond the edge: ${seen.wide.join('; ')}`);
      expect(seen.headings === 1, `${where}: ${seen.headings} headings of the first order`);
      expect(seen.broken.length === 0, `${where}: pictures without content or words: ${seen.broken}`);
      const file = `${path.slice(1).replaceAll('/', '-') || 'index'}-${width}-${colorScheme}.png`;
      if (keep) await window.screenshot({ path: join(keep, file), fullPage: true });
    }
  window.off('console', onConsole);
  window.off('requestfailed', onFailed);
  expect(complaints.length === 0, `${path}: ${complaints.join('; ')}`);
  return seen;
}

/** Checks that each link within the site leads to something, and that each page is linked from somewhere. */
function follow(seen, origin) {
  const titles = new Map();
  const descriptions = new Set();
  const reached = new Set(['/']);
  for (const [from, { links, title, description }] of seen) {
    expect(!titles.has(title), `${from} and ${titles.get(title)} have the title ${title}`);
    titles.set(title, from);
    expect(description.length > 20, `${from}: no description`);
    expect(!descriptions.has(description), `${from}: another page is described as it is: ${description}`);
    descriptions.add(description);
    for (const link of links.filter((one) => one.startsWith(origin))) {
      const { pathname, hash } = new URL(link);
      const path = pathname.replace(/\.html$/, '');
      if (path !== from) reached.add(path);
      const to = seen.get(path);
      if (!to) expect(existsSync(join(SITE, path)), `${from} leads to ${path}, which is not there`);
      else if (hash)
        expect(to.ids.includes(decodeURIComponent(hash.slice(1))), `${from} leads to ${path}${hash}`);
    }
  }
  for (const path of seen.keys()) expect(reached.has(path), `nothing leads to ${path}`);
}

/** Whether something becomes visible within the time limit. */
const shows = (locator, timeout = 10_000) =>
  locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );

/** Types words into the search, and checks that it finds a page. */
async function search(window, origin, words, path) {
  await window.goto(`${origin}/tutorial`);
  const field = window.locator('#localsearch-input');
  // A page reacts to keys only once its scripts run.
  for (let tries = 0; tries < 20 && !(await shows(field, 1000)); tries++)
    await window.keyboard.press('Control+k');
  await field.fill(words);
  const found = window.locator(`#localsearch-list a[href^="${path}#"], #localsearch-list a[href="${path}"]`);
  expect(await shows(found.first()), `the search for ${words} does not find ${path}`);
}

const { pictures: keep } = parseArgs({ options: { pictures: { type: 'string' } } }).values;
if (keep) mkdirSync(keep, { recursive: true });
// npx puts the programs of the packages that it provides first on the PATH: the packages can be imported from beside
// them.
const [bin] = process.env.PATH.split(delimiter);
const playwright = createRequire(join(bin, 'here.js'))('playwright-core');
const { server, origin } = await serve();
const browser = await playwright.chromium.launch({ executablePath: chromium(), args: FLAGS });
const window = await browser.newPage();
const seen = new Map();
for (const path of pages) seen.set(path, await look(window, origin, path));
follow(seen, origin);
for (const width of WIDTHS) {
  await window.setViewportSize({ width, height: 844 });
  for (const [words, path] of SEARCHES) await search(window, origin, words, path);
}
await window.goto(`${origin}/not-there`);
expect(await shows(window.getByText('There is no such page')), 'what is not there is not said to be');
await browser.close();
server.close();
console.log(`${pages.length} pages at ${WIDTHS.join(' and ')} px, ${SCHEMES.join(' and ')}`);
for (const one of wrong) console.error(`error: ${one}`);
process.exitCode = wrong.length > 0 ? 1 : 0;
