// npm run docs:look: opens every page of the built site in a headless Chromium, on a phone and on a desk, by day and by night,
// and fails where something is wider than the page, missing, not found by the search or not reached by a link. With
// `--pictures FOLDER` it keeps what it has seen. npx brings playwright-core, the machine a browser.
import { createReadStream, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { delimiter, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const SITE = fileURLToPath(new URL('../docs/.vitepress/dist', import.meta.url));
const WIDTHS = [390, 1280];
const SCHEMES = ['light', 'dark'];
/** What people look for, and a page that has to be among what they find. */
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
/** Notes what is not as it has to be. */
const expect = (is, what) => is || wrong.push(what);

/** The site as a host of static files serves it: without `.html` in addresses, and with a page of its own for what is not there. */
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

/** Whether a page is as dark as is wished, asked in it. */
const hasColours = (scheme) => document.documentElement.classList.contains('dark') === (scheme === 'dark');

/** What a page shows, measured in it. */
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

/** One page in every window: what is measured in it, and what the browser complains of. */
async function look(window, origin, path) {
  const complaints = [];
  const onConsole = (message) => message.type() === 'error' && complaints.push(message.text());
  // What a page fetches before it is asked for ends when the next page is opened.
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

/** Every link of the site to itself leads to something, and every page is led to. */
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

/** Whether something is seen within so long. */
const shows = (locator, timeout = 10_000) =>
  locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );

/** What the search finds, as somebody types it. */
async function search(window, origin, words, path) {
  await window.goto(`${origin}/tutorial`);
  const field = window.locator('#localsearch-input');
  // Until its scripts run, a page hears no key.
  for (let tries = 0; tries < 20 && !(await shows(field, 1000)); tries++)
    await window.keyboard.press('Control+k');
  await field.fill(words);
  const found = window.locator(`#localsearch-list a[href^="${path}#"], #localsearch-list a[href="${path}"]`);
  expect(await shows(found.first()), `the search for ${words} does not find ${path}`);
}

const { pictures: keep } = parseArgs({ options: { pictures: { type: 'string' } } }).values;
if (keep) mkdirSync(keep, { recursive: true });
// npx puts the programs of what it brings first into the PATH: what is beside them can be imported.
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
