// A window of Chromium as our readers have it, for browser.mjs and drive.mjs.
import { chromium } from 'playwright-core'

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync']

// The rules of WCAG up to 2.2 AA, and axe's own advice.
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

const PHONE_WIDTH = 600 // px; a narrower view is a phone: touch, two device pixels for one of CSS

export function launch(executablePath) {
  return chromium.launch({ executablePath, args: FLAGS })
}

// view gives the settings of a browser context. Width is in CSS pixels, scheme "light" or "dark".
export function view({ width, noScript, scheme }) {
  const phone = width < PHONE_WIDTH
  return {
    viewport: { width, height: phone ? 740 : 900 },
    deviceScaleFactor: phone ? 2 : 1,
    isMobile: phone,
    hasTouch: phone,
    javaScriptEnabled: !noScript,
    colorScheme: scheme ?? 'light',
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  }
}

// Only the page's own folder or server is reachable: a test must not depend on the network, nor a page on third parties.
function isLocal(address) {
  const url = new URL(address)
  return ['file:', 'data:', 'blob:', 'about:'].includes(url.protocol) ||
    ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
}

// listen fills consoleErrors, and failed (address → reason), while the page lives. A request counts once, with the first
// reason that is known: a missing stylesheet is first answered with 404 and then given up by the browser. What the browser
// gives up because its page is left – a photo on its way, a stream of events – is no failure.
export async function listen(page, consoleErrors, failed) {
  const fail = (request, why) => {
    if (request.resourceType() !== 'eventsource' && why !== 'net::ERR_ABORTED' && !failed.has(request.url())) failed.set(request.url(), why)
  }
  page.on('console', message => {
    // the message about a failed request names no address; the list of requests does
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      consoleErrors.push(message.text())
    }
  })
  page.on('pageerror', error => consoleErrors.push(String(error)))
  page.on('requestfailed', request => fail(request, request.failure()?.errorText ?? 'failed'))
  page.on('response', response => { if (response.status() >= 400) fail(response.request(), response.status()) })
  await page.route('**/*', route => isLocal(route.request().url()) ? route.continue() : route.abort('blockedbyclient'))
}

// runAxe gives the violations of the page as it is now; source is the text of axe-core.
export async function runAxe(page, source) {
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(source)
  const { violations } = await page.evaluate(tags => globalThis.axe.run(document, {
    runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'], preload: false, // it would ask for stylesheets again
  }), AXE_TAGS)
  return violations.map(({ id, impact, help, nodes }) => ({
    id, impact: impact ?? '', help, nodes: nodes.length, target: String(nodes[0]?.target ?? ''),
  }))
}

export async function readInput() {
  let text = ''
  for await (const chunk of process.stdin) text += chunk
  return JSON.parse(text)
}
