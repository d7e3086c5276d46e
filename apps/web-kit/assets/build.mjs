// Writes what the server embeds to ../dist, and what only the tests read to ../dist-test.
//
// The lists below decide what is served. An icon or a font that a stylesheet names and the
// packages lack stops the build, so no page asks for a file that does not exist.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, 'node_modules');
const dsfr = join(packages, '@gouvfr/dsfr/dist');
const publicSans = join(packages, '@fontsource/public-sans');
const dist = join(here, '../dist');
const distTest = join(here, '../dist-test');

/** The components in use, in the order of the design system's own full stylesheet. */
const components = [
  'upload', 'accordion', 'badge', 'button', 'breadcrumb', 'form', 'stepper', 'tooltip', 'link',
  'sidemenu', 'callout', 'highlight', 'tab', 'pagination', 'summary', 'tag', 'alert', 'notice',
  'card', 'checkbox', 'radio', 'input', 'segmented', 'toggle', 'skiplink', 'select', 'modal',
  'navigation', 'footer', 'tile', 'search', 'password', 'table', 'header',
];

/** The icons in use as `fr-icon-…` classes. Those that components name come along by themselves. */
const icons = [
  'arrows/arrow-down-line', 'arrows/arrow-go-back-line', 'arrows/arrow-left-line',
  'arrows/arrow-left-s-line', 'arrows/arrow-right-line', 'arrows/arrow-right-s-line',
  'arrows/arrow-up-line',
  'buildings/building-line', 'buildings/home-4-line',
  'business/archive-line', 'business/calendar-2-line', 'business/calendar-event-line',
  'business/inbox-line', 'business/mail-check-line', 'business/mail-line',
  'business/mail-open-line', 'business/mail-send-line', 'business/printer-line',
  'design/edit-line',
  'device/phone-line',
  'document/draft-line', 'document/file-add-line', 'document/file-line', 'document/file-pdf-line',
  'document/file-text-line', 'document/folder-2-line', 'document/todo-line',
  'map/map-pin-2-line',
  'system/add-line', 'system/alarm-warning-line', 'system/check-line',
  'system/checkbox-circle-line', 'system/close-circle-line', 'system/close-line',
  'system/delete-bin-line', 'system/download-line', 'system/error-warning-line', 'system/eye-line',
  'system/filter-line', 'system/fr--error-line', 'system/fr--info-line',
  'system/fr--success-line', 'system/fr--warning-line', 'system/information-line',
  'system/lock-line', 'system/logout-box-r-line', 'system/menu-fill', 'system/question-line',
  'system/refresh-line', 'system/search-line', 'system/settings-5-line', 'system/subtract-line',
  'system/time-line',
  'user/account-circle-line', 'user/group-line', 'user/parent-line', 'user/team-line',
  'user/user-add-line', 'user/user-line', 'user/user-search-line', 'user/user-setting-line',
];

const weights = { Regular: 400, Medium: 500, Bold: 700 };

/** Faces for the documents we typeset: a folder and a file of the package each. */
const documentFaces = { '400Regular': 'Regular', '700Bold': 'Bold' };
/** Latin, Greek and Cyrillic come with the first, Arabic with the second. */
const documentFamilies = { 'noto-sans': 'NotoSans', 'noto-naskh-arabic': 'NotoNaskhArabic' };

/** The licences of what is redistributed go with it. */
const licences = {
  'dsfr.txt': '@gouvfr/dsfr/LICENSE.md',
  'noto-naskh-arabic.txt': '@expo-google-fonts/noto-naskh-arabic/LICENSE_FONT',
  'noto-sans.txt': '@expo-google-fonts/noto-sans/LICENSE_FONT',
  'htmx.txt': 'htmx.org/LICENSE',
  'public-sans.txt': '@fontsource/public-sans/LICENSE',
};

const read = (...path) => readFileSync(join(...path), 'utf8');

/** Empties a folder, but for the file that keeps it in the repository. */
function empty(folder) {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (name !== '.gitkeep') rmSync(join(folder, name), { recursive: true });
  }
}

/** Writes a file to serve; text gets a brotli sibling, made once here instead of at each request. */
function serve(path, content) {
  const target = join(dist, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
  if (['.css', '.js', '.svg'].includes(extname(path))) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    writeFileSync(`${target}.br`, brotliCompressSync(content, { params }));
  }
}

/** The notice that the design system's files bear, once on top of what is made of them. */
const notice = read(dsfr, 'dsfr.min.css').match(/\/\*![^]*?\*\//)[0];

/** One stylesheet of the design system, without its notice. */
const part = (...path) => read(dsfr, ...path).replace(/\/\*![^]*?\*\//g, '').replace('@charset "UTF-8";', '');

function iconClass(icon) {
  const name = icon.split('/')[1].replace('fr--', '');
  const mask = `mask-image:url(../icons/${icon}.svg)`;
  return `.fr-icon-${name}::before,.fr-icon-${name}::after{-webkit-${mask};${mask}}`;
}

/**
 * Serves a stylesheet whose icons and fonts are found from css/.
 *
 * The typeface becomes a variable that each theme sets: the State's is for its own services.
 */
function stylesheet(name, css) {
  const own = css
    .replace(/@font-face\{[^}]*(Marianne|Spectral)-[^}]*\.woff\)[^}]*\}/g, '')
    .replaceAll('font-family:Marianne,arial,sans-serif', 'font-family:var(--typeface),arial,sans-serif')
    .replace(/url\("?(?:\.\.\/)+icons\/([^")]+)"?\)/g, 'url(../icons/$1)');
  for (const [, address] of own.matchAll(/url\(["']?([^"')]+)/g)) {
    if (address.startsWith('data:')) continue;
    const file = address.replace(/^\.\.\//, '');
    if (file.startsWith('icons/')) serve(file, read(dsfr, file));
    readFileSync(join(dist, file));
  }
  serve(`css/${name}`, own);
}

function fontFace(family, weight, file, range) {
  const subset = range ? `;unicode-range:${range}` : '';
  return `@font-face{font-display:swap;font-family:"${family}";font-style:normal;font-weight:${weight};`
    + `src:url(../fonts/${file}) format("woff2")${subset}}`;
}

/** Marianne, and the block that bears the name of the Republic: for State services alone. */
function themeEtat() {
  const faces = Object.entries(weights).map(([name, weight]) => {
    const file = `Marianne-${name}.woff2`;
    serve(`fonts/${file}`, readFileSync(join(dsfr, 'fonts', file)));
    return fontFace('Marianne', weight, file);
  });
  return `${notice}:root{--typeface:Marianne}${faces.join('')}${part('component/logo/logo.main.min.css')}`;
}

/** A free typeface; the extended alphabet is fetched only by a page that has such a name on it. */
function themeNeutre() {
  const ranges = JSON.parse(read(publicSans, 'unicode.json'));
  const faces = Object.values(weights).flatMap((weight) => ['latin-ext', 'latin'].map((subset) => {
    const file = `public-sans-${subset}-${weight}-normal.woff2`;
    serve(`fonts/${file}`, readFileSync(join(publicSans, 'files', file)));
    return fontFace('Public Sans', weight, file, ranges[subset]);
  }));
  return `:root{--typeface:"Public Sans"}${faces.join('')}`;
}

empty(dist);
stylesheet('dsfr.css', [
  notice,
  part('core/core.main.min.css'),
  ...components.map((name) => part('component', name, `${name}.main.min.css`)),
  ...icons.map(iconClass),
  part('core/core.print.min.css'),
  part('component/component.print.min.css'),
].join(''));
stylesheet('theme-etat.css', themeEtat());
stylesheet('theme-neutre.css', themeNeutre());
serve('htmx.js', read(packages, 'htmx.org/dist/htmx.min.js'));
serve('favicon.svg', read(here, 'favicon.svg'));
for (const [family, name] of Object.entries(documentFamilies)) {
  for (const [folder, face] of Object.entries(documentFaces)) {
    const file = join(packages, '@expo-google-fonts', family, folder, `${name}_${folder}.ttf`);
    serve(`fonts-pdf/${name}-${face}.ttf`, readFileSync(file));
  }
}
for (const [name, file] of Object.entries(licences)) {
  serve(`licences/${name}`, read(packages, file));
}

empty(distTest);
copyFileSync(join(packages, 'axe-core/axe.min.js'), join(distTest, 'axe.min.js'));
copyFileSync(join(packages, 'axe-core/locales/fr.json'), join(distTest, 'axe-fr.json'));
