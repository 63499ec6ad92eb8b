// Opens pages in Chromium and tells what a reader would meet. Called by Browse: one JSON object on standard input,
// {chromium, axe, jobs: [{address, width, screenshot, axe, noScript}]}, and one on standard output, {reports: […]},
// the reports in the order of the jobs. `axe` beside the jobs is the file of axe-core.
import { readFile } from 'node:fs/promises'
import { chromium } from 'playwright-core'

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync']

// The rules of WCAG up to 2.2 AA, and axe's own advice.
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

const PAGES_AT_ONCE = 2 // more gains nothing on 2 cores
const PATIENCE = 60_000 // ms for one page to load; a busy machine is no fault of the page
const PHONE_WIDTH = 600 // px; a narrower view is a phone: touch, two device pixels for one of CSS

// Only the page's own folder or server is reachable: a test must not depend on the network, nor a page on third parties.
function isLocal(address) {
  const url = new URL(address)
  return ['file:', 'data:', 'blob:', 'about:'].includes(url.protocol) ||
    ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
}

function view({ width, noScript }) {
  const phone = width < PHONE_WIDTH
  return {
    viewport: { width, height: phone ? 740 : 900 },
    deviceScaleFactor: phone ? 2 : 1,
    isMobile: phone,
    hasTouch: phone,
    javaScriptEnabled: !noScript,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  }
}

// The report fills while the page loads. A request counts once, with the first reason that is known: a missing
// stylesheet is first answered with 404 and then given up by the browser.
async function listen(page, report, failed) {
  const fail = (request, why) => { if (!failed.has(request.url())) failed.set(request.url(), why) }
  page.on('console', message => {
    // the message about a failed request names no address; the list of requests does
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      report.consoleErrors.push(message.text())
    }
  })
  page.on('pageerror', error => report.consoleErrors.push(String(error)))
  page.on('requestfailed', request => fail(request, request.failure()?.errorText ?? 'failed'))
  page.on('response', response => { if (response.status() >= 400) fail(response.request(), response.status()) })
  await page.route('**/*', route => isLocal(route.request().url()) ? route.continue() : route.abort('blockedbyclient'))
}

async function runAxe(page, source) {
  await page.evaluate(source)
  const { violations } = await page.evaluate(tags => globalThis.axe.run(document, {
    runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'], preload: false, // it would ask for stylesheets again
  }), AXE_TAGS)
  return violations.map(({ id, impact, help, nodes }) => ({
    id, impact: impact ?? '', help, nodes: nodes.length, target: String(nodes[0]?.target ?? ''),
  }))
}

async function open(browser, job, axe) {
  const report = { title: '', overflow: 0, violations: [], consoleErrors: [], failedRequests: [] }
  const failed = new Map() // address → reason
  const context = await browser.newContext(view(job))
  try {
    const page = await context.newPage()
    await listen(page, report, failed)
    await page.goto(job.address, { waitUntil: 'load', timeout: PATIENCE })
    report.title = await page.title()
    report.overflow = Math.max(0, await page.evaluate(() => document.documentElement.scrollWidth) - job.width)
    if (job.screenshot) await page.screenshot({ path: job.screenshot, fullPage: true })
    if (job.axe) report.violations = await runAxe(page, axe)
  } catch (error) {
    throw new Error(`${job.address}: ${error.message}`)
  } finally {
    await context.close()
  }
  report.failedRequests = Array.from(failed, ([address, why]) => `${address} ${why}`)
  return report
}

async function readInput() {
  let text = ''
  for await (const chunk of process.stdin) text += chunk
  return JSON.parse(text)
}

const input = await readInput()
const axe = await readFile(input.axe, 'utf8')
const browser = await chromium.launch({ executablePath: input.chromium, args: FLAGS })
try {
  const reports = new Array(input.jobs.length)
  const queue = input.jobs.entries()
  const worker = async () => {
    for (const [i, job] of queue) reports[i] = await open(browser, job, axe)
  }
  await Promise.all(Array.from({ length: PAGES_AT_ONCE }, worker))
  process.stdout.write(JSON.stringify({ reports }))
} finally {
  await browser.close()
}
