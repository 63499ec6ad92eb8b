// Opens pages in Chromium and tells what a reader would meet. Called by Browse: one JSON object on standard input,
// {chromium, axe, jobs: [{address, width, screenshot, axe, noScript}]}, and one on standard output, {reports: […]},
// the reports in the order of the jobs. `axe` beside the jobs is the file of axe-core.
import { readFile } from 'node:fs/promises'
import { launch, listen, readInput, runAxe, view } from './window.mjs'

const PAGES_AT_ONCE = 2 // more gains nothing on 2 cores
const PATIENCE = 60_000 // ms for one page to load; a busy machine is no fault of the page

// The report fills while the page loads.
async function open(browser, job, axe) {
  const report = { title: '', overflow: 0, violations: [], consoleErrors: [], failedRequests: [] }
  const failed = new Map() // address → reason
  const context = await browser.newContext(view(job))
  try {
    const page = await context.newPage()
    await listen(page, report.consoleErrors, failed)
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

const input = await readInput()
const axe = await readFile(input.axe, 'utf8')
const browser = await launch(input.chromium)
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
