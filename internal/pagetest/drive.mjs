// Runs the steps of a test in Chromium. Called by Drive: one JSON object on standard input, {chromium, axe, steps, input},
// and one on standard output, {result, faults}. `axe` is the file of axe-core, `steps` that of the test's own module.
//
// The module's default export is an async function of one object and gives the result:
//
//   input                                       what Drive was given
//   open(address, {width, scheme, noScript})    a new window (360 px, "light", with scripts, unless told otherwise) whose
//                                               page has loaded: a Page of playwright-core
//   axe(page)                                   the violations of the page as it is, [{id, impact, help, nodes, target}]
//   overflow(page)                              the CSS pixels by which the page is wider than its window
//   until(what, check, ms)                      waits until check() gives something true, and gives it; after ms (30,000)
//                                               fails and says what it waited for
//
// What any of the pages says on the console as an error, and each request that fails, is in the faults.
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { launch, listen, readInput, runAxe, view } from './window.mjs'

const PATIENCE = 30_000 // ms for any one step; a busy machine is no fault of the page

const { chromium, axe: axeFile, steps, input } = await readInput()
const { default: run } = await import(pathToFileURL(steps))
const axeSource = await readFile(axeFile, 'utf8')
const browser = await launch(chromium)
const consoleErrors = []
const failed = new Map() // address → reason

async function open(address, { width = 360, scheme, noScript } = {}) {
  const context = await browser.newContext(view({ width, scheme, noScript }))
  context.setDefaultTimeout(PATIENCE)
  const page = await context.newPage()
  await listen(page, consoleErrors, failed)
  await page.goto(address, { waitUntil: 'load' })
  return page
}

const axe = page => runAxe(page, axeSource)
// innerWidth would not do: on a phone it grows with the page.
const overflow = async page => Math.max(0, await page.evaluate(() => document.documentElement.scrollWidth) - page.viewportSize().width)

async function until(what, check, ms = PATIENCE) {
  for (const end = Date.now() + ms; ;) {
    const got = await check()
    if (got) return got
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`)
    await sleep(50)
  }
}

try {
  const result = await run({ input, open, axe, overflow, until }) ?? null
  const faults = consoleErrors.map(text => `console: ${text}`)
    .concat(Array.from(failed, ([address, why]) => `request: ${address} ${why}`))
  process.stdout.write(JSON.stringify({ result, faults }))
} finally {
  await browser.close()
}
